// Mail of exempt people: nothing it says is looked at, and nothing unsafe goes through.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { concernsExemptOnly } from '../../../core/mail/decide/exempt.ts';
import { examine } from '../../../core/mail/examine.ts';
import { scanFile } from '../../../core/mail/scan-file.ts';
import type { Examiner } from '../../../core/ports.ts';
import { exampleMail } from '../../../core/rulebook/example-mail.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';

const { files } = readPolicyFolder('policy');
const rulebook = loadRulebook(files, 'default');
const { organisation } = rulebook.pack;
const now = () => performance.now();

const examiner: Examiner = {
  examine: (raw, context) => examine(raw, context, { rulebook, fingerprint: () => '0'.repeat(64), now }),
  strip: (raw) => Promise.resolve(raw),
};

const aide = 'aide@council.agency.example';
const clerk = 'clerk@agency.example';
const secret = 'PROTECTED B\n\nThe password for the portal is Wren-4471-harbour.';
const program = { name: 'setup.exe', base64: Buffer.from(`MZ${'\0'.repeat(200)}`).toString('base64') };

async function scanned(from: string, to: readonly string[], attachments: (typeof program)[] = []) {
  const raw = exampleMail({ from, to: to.join(', '), body: secret, attachments });
  const report = await scanFile('x.eml', raw, { ocr: false }, { examiner, rulebook, now });
  return { ...report, kinds: new Set(report.findings.map(({ kind }) => kind)) };
}

describe('R-605 mail of exempt people', () => {
  it('is not searched for markings and passwords, whoever gets it', async () => {
    const exempt = await scanned(aide, ['friend@gmail.com']);
    expect(exempt.findings).toEqual([]);
    expect(exempt.classification).toBeNull();
    expect(exempt.outcome).toBe('deliver');
    const other = await scanned(clerk, ['friend@gmail.com']);
    expect([...other.kinds].sort()).toEqual(['credential', 'marking']);
    expect(other.outcome).toBe('block');
  });

  it('is still searched for what is unsafe', async () => {
    const inbound = await scanned('somebody@elsewhere.example', [aide], [program]);
    expect([...inbound.kinds]).toEqual(['unsafe']);
    expect(inbound.outcome).toBe('strip');
  });

  it('is searched when others get it too, and decided for these alone', async () => {
    const mixed = await scanned('somebody@elsewhere.example', [aide, clerk], [program]);
    expect(mixed.kinds).toContain('marking');
    const out = await scanned(clerk, [aide, 'friend@gmail.com']);
    expect(out.recipients.map(({ address, outcome }) => [address, outcome])).toEqual([
      [aide, 'deliver'],
      ['friend@gmail.com', 'block'],
    ]);
  });

  it('is not theirs because somebody outside writes under their name', () => {
    const recipients = [{ address: clerk }];
    expect(concernsExemptOnly({ mailFrom: aide, recipients }, 'inbound', organisation)).toBe(false);
    expect(concernsExemptOnly({ mailFrom: aide, recipients }, 'internal', organisation)).toBe(true);
    expect(concernsExemptOnly({ mailFrom: '', recipients: [] }, 'outbound', organisation)).toBe(false);
  });
});
