// The smallest policy that loads, for tests to spoil in one place.

const rule = `
title: A test word
kind: credential
severity: high
requirements: [R-301]
source: BOOK/Chapter/2
rationale: For tests.
where: body
detector: patterns
confidence: 0.9
patterns: ['\\bfind-me\\b']
must_match: [find-me]
must_not_match: [find-mes]
known_false_positives: []
known_misses: []
`;

const scheme = `
title: Two levels
source: null
labels: [Level]
caveats: []
label_guids: {}
levels:
  - { name: OPEN, sensitive: false, forms: { en: [OPEN] }, portions: [] }
  - { name: CLOSED, sensitive: true, forms: { en: [CLOSED] }, portions: [] }
must_match: [{ body: CLOSED, level: CLOSED }]
must_not_match: [the shop is closed]
`;

const organisation = `
name: { en: Ours, fr: Nous }
domains: [ours.example]
partners: []
contact: help@ours.example
notice_from: postmaster@ours.example
`;

const pack = `
title: Test pack
organisation: ours
schemes: [two]
clauses:
  - id: word
    title: { en: Word, fr: Mot }
    source: BOOK/2.1
    when: { relation: external, finding: { rule: test/word } }
    then: block
    cases:
      - { given: { direction: outbound, findings: [{ rule: test/word }] }, expect: block }
matrices:
  - scheme: two
    source: null
    rows:
      - { levels: [OPEN, CLOSED], relation: [internal, partner, external, personal], channel: any, outcome: deliver }
    cases:
      - { given: { direction: outbound, marked: { scheme: two, level: CLOSED } }, expect: deliver }
`;

const sources = `
documents:
  - name: BOOK
    title: A book
    sha256: ${'a'.repeat(64)}
    headings:
      - { name: Chapter, clauses: 2 }
      - { number: '2.1', name: Section }
`;

export const smallPolicy: ReadonlyMap<string, string> = new Map([
  ['policy/rules/test/word.yaml', rule],
  ['policy/schemes/two.yaml', scheme],
  ['policy/packs/test.yaml', pack],
  ['policy/organisations/ours.yaml', organisation],
  ['policy/sources.yaml', sources],
  ['policy/lists/isp-domains.txt', '# none\nisp.example\n'],
  ['policy/lists/role-words.txt', 'info\n'],
  ['policy/lists/given-names.txt', 'robert bob\n'],
]);

/** With one text replaced by another in the given file; throws when it is not there, so that no test spoils nothing. */
export function spoiled(file: string, old: string, by: string): ReadonlyMap<string, string> {
  const text = smallPolicy.get(file);
  if (text === undefined || !text.includes(old)) throw new Error(`${file} does not say ${old}`);
  return new Map([...smallPolicy, [file, text.replace(old, by)]]);
}
