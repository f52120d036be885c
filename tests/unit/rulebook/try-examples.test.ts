// The runner must notice an example that does not hold: a runner that is always content proves nothing.
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/mail/parse/parse.ts';
import { exampleMail } from '../../../core/rulebook/example-mail.ts';
import { readPolicy } from '../../../core/rulebook/read-policy.ts';
import { type Examine, tryExamples } from '../../../core/rulebook/try-examples.ts';
import { smallPolicy } from './small-policy.ts';

/** Finds `test/word` wherever the given word stands, and takes CLOSED for a marking when asked to. */
function searching(word: string, marks: boolean): Examine {
  return async (raw) => {
    const { leaves } = await parse(raw);
    const text = leaves.map((leaf) => leaf.text ?? '').join();
    const finding = {
      rule: 'test/word',
      kind: 'credential',
      severity: 'high',
      confidence: 1,
      where: 'body',
      value: null,
      owner: null,
    } as const;
    const closed = { scheme: 'two', level: 'CLOSED', rank: 1, sensitive: true, carrier: 'body' };
    return {
      id: '',
      bytes: raw.length,
      headers: { subject: '', from: [], to: [], cc: [], bcc: [], returnPath: null, messageId: null, received: 0 },
      protection: 'none',
      findings: text.includes(word) ? [finding] : [],
      classification: marks && /closed/i.test(text) ? closed : null,
      parts: [],
      defects: [],
      timings: { parse: 0, extract: 0, detect: 0 },
    };
  };
}

const { policy } = readPolicy(smallPolicy, () => true);
const failures = async (examine: Examine) =>
  (await tryExamples(policy, { examine, skips: () => false }))
    .filter(({ failure }) => failure !== null)
    .map(({ name, failure }) => `${name}: ${failure}`);

describe('tryExamples', () => {
  it('R-205 reports what is missed, what is found wrongly, and a mention taken for a marking', async () => {
    expect(await failures(searching('nothing', false))).toEqual([
      'test/word must_match 1: is not found',
      'two must_match 1: should be CLOSED, is nothing',
    ]);
    expect(await failures(searching('find', true))).toEqual([
      'test/word must_not_match 1: is found and should not be',
      'two must_not_match 1: is taken for CLOSED',
    ]);
  });

  it('leaves out the rules it is told to', async () => {
    const results = await tryExamples(policy, { examine: searching('x', false), skips: () => true });
    expect(results.map(({ name }) => name)).toEqual(['two must_match 1', 'two must_not_match 1']);
  });
});

describe('exampleMail', () => {
  it('writes subject, both bodies, headers and attachments so that the parser reads them back', async () => {
    const raw = exampleMail({
      subject: 'Dossier protégé numéro quatorze pour la réunion de mercredi prochain à Québec',
      body: 'Texte',
      html: '<p>Texte</p>',
      headers: { 'X-Mark': 'yes' },
      attachments: [
        { name: 'été (1).txt', type: 'text/plain', text: 'é' },
        { name: 'a.bin', base64: 'AAEC' },
      ],
    });
    const mail = await parse(raw);
    expect(mail.subject).toBe('Dossier protégé numéro quatorze pour la réunion de mercredi prochain à Québec');
    expect(mail.headers.find(({ name }) => name === 'X-Mark')?.value).toBe('yes');
    expect(mail.leaves.map(({ role, name }) => [role, name])).toEqual([
      ['body', null],
      ['body', null],
      ['attachment', 'été (1).txt'],
      ['attachment', 'a.bin'],
    ]);
    expect([...(mail.leaves.at(-1)?.content ?? [])]).toEqual([0, 1, 2]);
    expect(mail.defects).toEqual([]);
  });
});
