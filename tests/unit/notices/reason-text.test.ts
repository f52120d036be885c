// What a sender reads of a marking: in each language the level as the scheme itself writes it there.
import { expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { loadNoticeTexts } from '../../../core/oversight/notices/notice-texts.ts';
import { reasonTexts } from '../../../core/oversight/notices/reason-text.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';

const { files } = readPolicyFolder('policy');
const { pack, schemes } = loadRulebook(files, 'default');
const texts = loadNoticeTexts(files);

function told(scheme: string, level: string) {
  const finding = { rule: 'markings/protective-marking', kind: 'marking', severity: 'high', confidence: 1 } as const;
  const findings = [{ ...finding, where: 'subject', value: { scheme, level }, owner: null }];
  const reason = {
    clause: 'default/handling-ca-gc',
    outcome: 'block',
    source: null,
    findings: [0],
    strip: [],
  } as const;
  const classification = { scheme, level, rank: 2, sensitive: true, carrier: 'subject' };
  const [first] = reasonTexts([reason], { pack, schemes, texts, classification, findings });
  return [first?.en.why, first?.fr.why];
}

it('R-601 names the level in the language of the notice', () => {
  expect(told('ca-gc', 'PROTECTED B')).toEqual([
    expect.stringContaining('It is marked PROTECTED B, in the subject line.'),
    expect.stringContaining('La mention PROTÉGÉ B y figure : la ligne d’objet.'),
  ]);
});

it('R-601 keeps the name that stands in the document where the scheme has no other', () => {
  expect(told('tlp', 'RED')[1]).toContain('La mention RED y figure');
});

it.each([
  ['cbsa', 'cbsa/unread-attachment', 'CAFCASS/Introduction/2', ''],
  ['cbsa', 'cbsa/classified-to-personal', 'CBSA/7.1', 'CBSA, 7.1'],
  ['default', 'default/unread-attachment', 'CAFCASS/Introduction/2', 'CAFCASS, Introduction, 2'],
])('R-601 pack %s cites for %s only a document of its own', (name, clause, source, cited) => {
  const rulebook = loadRulebook(readPolicyFolder('policy', name).files, name);
  const reason = { clause, outcome: 'hold', source, findings: [], strip: [] } as const;
  const [told] = reasonTexts([reason], { ...rulebook, texts, classification: null, findings: [] });
  if (cited === '') expect(told?.en.why).not.toMatch(/CAFCASS|policy:/);
  else expect(told?.en.why).toContain(cited);
});

it('R-601 nobody is told to send again what waits for a silent engine', () => {
  const reason = { clause: 'cbsa/engine-silent', outcome: 'hold', source: null, findings: [], strip: [] } as const;
  const rulebook = loadRulebook(readPolicyFolder('policy', 'cbsa').files, 'cbsa');
  const [told] = reasonTexts([reason], { ...rulebook, texts, classification: null, findings: [] });
  expect([told?.en.todo, told?.fr.todo]).toEqual([
    expect.stringContaining('your message waits'),
    expect.stringContaining('votre message attend'),
  ]);
});
