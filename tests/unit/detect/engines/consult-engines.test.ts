import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { decide } from '../../../../core/mail/decide/decide.ts';
import { consultEngines } from '../../../../core/mail/detect/engines/consult-engines.ts';
import { heedingSes, sesFindings } from '../../../../core/mail/detect/engines/hosted-verdicts.ts';
import { examine } from '../../../../core/mail/examine.ts';
import type { Engine, EngineVerdict, Examiner } from '../../../../core/ports.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);
const examiner: Examiner = {
  examine: (raw, context) =>
    examine(raw, context, { rulebook, fingerprint: () => '0'.repeat(64), now: () => performance.now() }),
  strip: async () => null,
};
const raw = Buffer.from('From: a@elsewhere.example\r\nTo: b@agency.example\r\nSubject: x\r\n\r\nhello\r\n');
const context = { mailFrom: 'a@elsewhere.example', ocr: false };

function engine(judges: Engine['judges'], verdict: EngineVerdict | Error): Engine {
  return {
    name: 'engine',
    judges,
    inspect: () => (verdict instanceof Error ? Promise.reject(verdict) : Promise.resolve(verdict)),
    answers: () => Promise.resolve(true),
  };
}

async function outcomeWith(...engines: readonly Engine[]): Promise<{ outcome: string; rules: readonly string[] }> {
  const examination = await consultEngines(examiner, engines, rulebook.rules).examine(raw, context);
  const recipients = [{ address: 'b@agency.example' }];
  const { outcome } = decide({
    examination,
    recipients,
    mailFrom: 'a@elsewhere.example',
    direction: 'inbound',
    rulebook,
  });
  return { outcome, rules: examination.findings.map(({ rule }) => rule) };
}

describe('outside engines', () => {
  it('R-102 malware is held, whatever else they say', async () => {
    const found = await outcomeWith(
      engine('malware', { state: 'malware', name: 'X' }),
      engine('malware', { state: 'clean' }),
    );
    expect(found).toEqual({ outcome: 'hold', rules: ['unsafe/engine-detection'] });
  });

  it('R-101 an engine that does not answer holds the mail; a clean verdict does not', async () => {
    const silent = await outcomeWith(engine('malware', new Error('away')));
    expect(silent).toEqual({ outcome: 'hold', rules: ['unreadable/engine-silent'] });
    expect(await outcomeWith(engine('malware', { state: 'clean' }))).toEqual({ outcome: 'deliver', rules: [] });
    expect(await outcomeWith()).toEqual({ outcome: 'deliver', rules: [] });
  });

  it('R-105 a spam verdict flags, and explains itself', async () => {
    const verdict = { state: 'unwanted', score: 9, threshold: 5, marks: ['BULK'] } as const;
    expect(await outcomeWith(engine('unwanted', verdict))).toEqual({
      outcome: 'flag',
      rules: ['unwanted/engine-verdict'],
    });
  });

  it('R-605 spam filters are not asked about mail of exempt people, antivirus is', async () => {
    const both = [engine('unwanted', new Error('asked')), engine('malware', { state: 'malware', name: 'X' })];
    const { findings } = await consultEngines(examiner, both, rulebook.rules).examine(raw, {
      ...context,
      exempt: true,
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['unsafe/engine-detection']);
  });

  it('R-101 the verdicts of the cloud host: a failed check is no pass', () => {
    const rulesOf = (verdicts: Parameters<typeof sesFindings>[0]) =>
      sesFindings(verdicts, rulebook.rules).map(({ rule }) => rule);
    expect(rulesOf({ spam: 'PASS', virus: 'PASS' })).toEqual([]);
    expect(rulesOf({ spam: 'GRAY', virus: 'DISABLED' })).toEqual([]);
    expect(rulesOf({ spam: 'FAIL', virus: 'FAIL' })).toEqual(['unsafe/engine-detection', 'unwanted/engine-verdict']);
    expect(rulesOf({ virus: 'PROCESSING_FAILED' })).toEqual(['unreadable/engine-silent']);
  });

  it('R-102 what SES found joins what was found here; for mail of exempt people, malware alone', async () => {
    const heeding = heedingSes(examiner, { spam: 'FAIL', virus: 'FAIL' }, rulebook.rules);
    const rulesOf = async (exempt: boolean) =>
      (await heeding.examine(raw, { ...context, exempt })).findings.map(({ rule }) => rule);
    expect(await rulesOf(false)).toEqual(['unsafe/engine-detection', 'unwanted/engine-verdict']);
    expect(await rulesOf(true)).toEqual(['unsafe/engine-detection']);
    expect(heedingSes(examiner, { spam: 'PASS' }, rulebook.rules)).toBe(examiner);
  });
});
