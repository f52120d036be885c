// Every mail of the corpus through the real reader, detectors and policy. Failures name files and rules only.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { strip } from '../../core/mail/act/strip.ts';
import { examine } from '../../core/mail/examine.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import { scanFile } from '../../core/mail/scan-file.ts';
import type { Examiner } from '../../core/ports.ts';
import { loadRulebook } from '../../core/rulebook/load-rulebook.ts';
import { differences, type Expectation, mailsIn, readAreas, readMail } from '../corpus/expectations.ts';
import { madeFiles } from '../corpus/make.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);
const now = () => performance.now();
const dependencies = { rulebook, fingerprint: () => '0'.repeat(64), now };

async function differencesOf(area: string, file: string, expected: Expectation): Promise<string> {
  const examiner: Examiner = {
    examine: (raw, context) => examine(raw, context, dependencies),
    strip: async (raw, paths, { removed }) => strip(raw, await parse(raw), paths, () => ({ text: removed })),
  };
  const options = { from: expected.from, to: expected.to, ocr: false };
  const report = await scanFile(file, readMail(area, file), options, { examiner, rulebook, now });
  return differences(expected, report).join('; ');
}

const areas = readAreas();

describe.each(areas)('corpus: $name', ({ name, requirements, mails, known }) => {
  const ids = requirements.join(' ');

  it.each(Object.entries(mails))(`${ids} ${name}/%s`, async (file, expected) => {
    const found = await differencesOf(name, file, expected);
    expect(found, found).toBe('');
  });

  // Fails once the miss is mended: the entry then belongs under mails.
  it.each(Object.entries(known))(`${ids} known miss ${name}/%s`, async (file, expected) => {
    expect(await differencesOf(name, file, expected)).not.toBe('');
  });

  it('expects something of every mail, once', () => {
    expect([...Object.keys(mails), ...Object.keys(known)].sort()).toEqual([...mailsIn(name)].sort());
  });
});

describe('the corpus itself', () => {
  it.each([...madeFiles()])('%s is what make.ts writes', (path, content) => {
    expect(readFileSync(new URL(`../corpus/${path}`, import.meta.url)).equals(content)).toBe(true);
  });
});
