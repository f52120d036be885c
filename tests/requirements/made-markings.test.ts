// Made mails, marked in every carrier and dress or only talking about levels, through the real reader, detectors and policy.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { examine } from '../../core/mail/examine.ts';
import { loadRulebook } from '../../core/rulebook/load-rulebook.ts';
import { type MadeMail, madeMail } from '../harness/markings/made-mails.ts';

const { files, pack } = readPolicyFolder('policy', 'default');
const dependencies = { rulebook: loadRulebook(files, pack), fingerprint: () => '', now: () => performance.now() };
const count = 900;
const seed = 777;

const examined = (async () => {
  const all: { readonly made: MadeMail; readonly level: string | null; readonly sensitive: boolean }[] = [];
  for (let i = 0; i < count; i++) {
    const made = madeMail(seed + i);
    const { classification } = await examine(made.raw, { mailFrom: null, ocr: false }, dependencies);
    all.push({ made, level: classification?.level ?? null, sensitive: classification?.sensitive ?? false });
  }
  return all;
})();

const told = ({ made }: { readonly made: MadeMail }): string => `${made.manner}, ${made.carrier}: ${made.line}`;

describe('made mails', () => {
  it('R-204 finds at least 97 % of the sensitive markings', async () => {
    const marked = (await examined).filter(({ made }) => made.mark?.sensitive === true);
    const missed = marked.filter(({ sensitive }) => !sensitive);
    expect(missed.map(told).length, missed.map(told).join('\n')).toBeLessThanOrEqual(marked.length * 0.03);
  }, 60_000);

  it('R-203 names the exact level of at least 95 %', async () => {
    const marked = (await examined).filter(({ made }) => made.mark !== null);
    const wrong = marked.filter(({ made, level }) => level !== made.mark?.level);
    expect(wrong.map(told).length, wrong.map(told).join('\n')).toBeLessThanOrEqual(marked.length * 0.05);
  });

  it('R-205 classifies at most 1 % of those that talk about levels', async () => {
    const mentions = (await examined).filter(({ made }) => made.mark === null);
    const alarmed = mentions.filter(({ sensitive }) => sensitive);
    expect(alarmed.map(told).length, alarmed.map(told).join('\n')).toBeLessThanOrEqual(mentions.length * 0.01);
  });
});
