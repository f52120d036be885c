import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { decide } from '../../../../core/mail/decide/decide.ts';
import { examine } from '../../../../core/mail/examine.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';

const shipped = readPolicyFolder('policy');

function rulebookWith(clauses: string) {
  const files = new Map(shipped.files);
  files.set('own/pack.yaml', `title: Own\nextends: default\n${clauses}`);
  return loadRulebook(files, 'own');
}

const clause = (rule: string, outcome: string) => `clauses:
  - id: use
    title: { en: Use, fr: Usage }
    source: null
    when: { finding: { ${rule} } }
    then: ${outcome}
    cases: [{ given: { direction: internal }, expect: deliver }]
`;
const raw = Buffer.from(
  'From: pat@agency.example\r\nTo: lee@agency.example\r\nSubject: tonight\r\n\r\nThe odds are good: casino at nine, our bet is in, and the jackpot waits.\r\n',
);

async function judged(rulebook: ReturnType<typeof rulebookWith>) {
  const deps = { rulebook, fingerprint: () => '', now: () => performance.now() };
  const examination = await examine(raw, { mailFrom: 'pat@agency.example', ocr: false }, deps);
  const recipients = [{ address: 'lee@agency.example' }];
  const { outcome } = decide({
    examination,
    recipients,
    mailFrom: 'pat@agency.example',
    direction: 'internal',
    rulebook,
  });
  return { rules: examination.findings.map(({ rule }) => rule), outcome };
}

describe('R-106 categories of unacceptable use', () => {
  it('are not even looked for unless the pack asks', async () => {
    expect(await judged(rulebookWith(''))).toEqual({ rules: [], outcome: 'deliver' });
  });

  it('flag where the pack switches one on, and that one alone', async () => {
    expect(await judged(rulebookWith(clause('rule: unacceptable-use/gambling', 'flag')))).toEqual({
      rules: ['unacceptable-use/gambling'],
      outcome: 'flag',
    });
    expect((await judged(rulebookWith(clause('rule: unacceptable-use/sexual', 'flag')))).rules).toEqual([]);
  });

  it('never block on words alone: such a pack does not load', () => {
    expect(() => rulebookWith(clause('rule: unacceptable-use/*', 'block'))).toThrow('words alone');
    expect(() => rulebookWith(clause('kind: unwanted', 'hold'))).toThrow('words alone');
    expect(() => rulebookWith(clause('kind: unwanted, severity: high', 'hold'))).not.toThrow();
  });
});
