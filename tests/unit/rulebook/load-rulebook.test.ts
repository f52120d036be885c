// The loader refuses what it cannot prove, and says what to correct (DESIGN section 6).
import { describe, expect, it } from 'vitest';
import { compileRulebook } from '../../../core/rulebook/compile-rulebook.ts';
import { loadPolicy, loadRulebook } from '../../../core/rulebook/load-rulebook.ts';
import { Subject } from '../../../core/rulebook/pattern.ts';
import { PolicyError } from '../../../core/rulebook/policy-error.ts';
import { smallPolicy, spoiled } from './small-policy.ts';

const rule = 'policy/rules/test/word.yaml';
const scheme = 'policy/schemes/two.yaml';
const pack = 'policy/packs/test.yaml';
const organisation = 'policy/organisations/ours.yaml';

function problemsOf(files: ReadonlyMap<string, string>, name = 'test'): readonly string[] {
  try {
    loadRulebook(files, name);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
}

describe('a policy that is right', () => {
  it('compiles to rules, schemes, lists and a pack', () => {
    const rulebook = loadRulebook(smallPolicy, 'test');
    expect(rulebook.rulesFor('patterns').map(({ id }) => id)).toEqual(['test/word']);
    expect(rulebook.rulesFor('nobody')).toEqual([]);
    expect(rulebook.schemes.get('two')?.levels.map(({ name, rank }) => [name, rank])).toEqual([
      ['OPEN', 0],
      ['CLOSED', 1],
    ]);
    expect([...rulebook.list('isp-domains')]).toEqual(['isp.example']);
    expect(() => rulebook.list('none')).toThrow('policy/lists/none.txt');
    expect(rulebook.pack.clauses[0]).toMatchObject({ id: 'word', outcome: 'block', when: { relation: ['external'] } });
  });

  it('is plain data until it is compiled, so that another process can be given it', () => {
    const data = loadPolicy(smallPolicy, 'test');
    expect(structuredClone(data)).toEqual(data);
    const rulebook = compileRulebook(structuredClone(data));
    expect(rulebook.pack).toEqual(loadRulebook(smallPolicy, 'test').pack);
    expect(rulebook.rules.get('test/word')?.patterns[0]?.test(new Subject('find-me'))).toBe(true);
  });

  it('has a hash that changes with every file used and with no other', () => {
    const hash = loadRulebook(smallPolicy, 'test').pack.hash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(loadRulebook(spoiled(rule, 'A test word', 'Another'), 'test').pack.hash).not.toBe(hash);
    expect(loadRulebook(spoiled('policy/lists/role-words.txt', 'info', 'office'), 'test').pack.hash).not.toBe(hash);
    expect(loadRulebook(new Map([...smallPolicy, ['policy/packs/other.yaml', 'not: used']]), 'test').pack.hash).toBe(
      hash,
    );
  });

  it('takes a pack from a folder of its own, which may bring rules', () => {
    const files = new Map([
      ...smallPolicy,
      ['town/pack.yaml', 'title: Town\nextends: test\n'],
      ['town/rules/town/gate.yaml', smallPolicy.get(rule) ?? ''],
    ]);
    const { pack: town, rules } = loadRulebook(files, 'town');
    expect(town.name).toBe('town');
    expect(town.clauses.map(({ id }) => id)).toEqual(['word']);
    expect(rules.has('town/gate')).toBe(true);
    expect(town.organisation.domains).toEqual(['ours.example']);
  });

  it('takes who is who from organisation.yaml beside the pack, so that a pack can be replaced by a newer one', () => {
    const own = (smallPolicy.get(organisation) ?? '').replaceAll('ours.example', 'town.example');
    const files = new Map([
      ...smallPolicy,
      ['town/pack.yaml', 'title: Town\nextends: test\n'],
      ['town/organisation.yaml', `${own}protected_senders: [HR@town.example]\n`],
    ]);
    const { pack: town } = loadRulebook(files, 'town');
    expect(town.organisation).toMatchObject({ domains: ['town.example'], protectedSenders: ['hr@town.example'] });
    expect(town.clauses.map(({ id }) => id)).toEqual(['word']);
  });

  it('R-102 takes whether safe copies are offered from the pack, else from the one below, else offers none', () => {
    const offering = spoiled(pack, 'organisation: ours', 'organisation: ours\ndisarm: offer');
    const town = (more: string) => new Map([...offering, ['town/pack.yaml', `title: Town\nextends: test\n${more}`]]);
    expect(loadRulebook(smallPolicy, 'test').pack.disarm).toBe('never');
    expect(loadRulebook(town(''), 'town').pack.disarm).toBe('offer');
    expect(loadRulebook(town('disarm: never\n'), 'town').pack.disarm).toBe('never');
  });
});

describe('a policy that is wrong names file, place and remedy', () => {
  it.each([
    [
      'an unknown value',
      spoiled(pack, 'relation: external', 'relation: intern'),
      `${pack}: clauses[0].when.relation: "intern" is not one of internal, partner, external, personal — write one of these (line 9)`,
    ],
    [
      'an unknown key',
      spoiled(rule, 'rationale:', 'why:'),
      `${rule}: unknown key "why" — remove it or correct its spelling (line 2)`,
    ],
    [
      'a missing key',
      spoiled(rule, 'rationale: For tests.\n', ''),
      `${rule}: rationale: is missing — add it (string) (line 2)`,
    ],
    [
      'no negative example',
      spoiled(rule, 'must_not_match: [find-mes]', 'must_not_match: []'),
      `${rule}: must_not_match: must not be empty — add an example (line 13)`,
    ],
    [
      'no case',
      spoiled(
        pack,
        'cases:\n      - { given: { direction: outbound, findings',
        'cases: []\n#     - { given: { direction: outbound, findings',
      ),
      `${pack}: clauses[0].cases: must not be empty — add a case (line 11)`,
    ],
    [
      'a reference to no clause',
      spoiled(rule, 'BOOK/Chapter/2', 'BOOK/Chapter/3'),
      `${rule}: source: "BOOK/Chapter/3" is not listed in sources.yaml — name a clause listed there, or null for a house rule (line 6)`,
    ],
    [
      'an unknown rule',
      spoiled(pack, 'finding: { rule: test/word }', 'finding: { rule: test/ward }'),
      `${pack}: clauses[0].when.finding.rule: "test/ward" names no rule — correct it (line 9)`,
    ],
    [
      'an unknown scheme',
      spoiled(pack, 'schemes: [two]', 'schemes: [two, three]'),
      `${pack}: schemes: "three" is no scheme — there must be a file schemes/three.yaml (line 4)`,
    ],
    [
      'an unknown level',
      spoiled(pack, 'levels: [OPEN, CLOSED]', 'levels: [OPEN, CLOSED, SHUT]'),
      `${pack}: matrices[0].rows[0].levels: "SHUT" is no level of two (line 17)`,
    ],
    [
      'a level without an answer',
      spoiled(
        pack,
        'levels: [OPEN, CLOSED], relation: [internal, partner, external, personal]',
        'levels: [OPEN, CLOSED], relation: [internal, partner, external]',
      ),
      `${pack}: matrices[0].rows: say nothing about CLOSED to personal — add a row (line 17)`,
    ],
    [
      'an organisation that is not there',
      spoiled(pack, 'organisation: ours', 'organisation: theirs'),
      `${pack}: organisation: "theirs" is unknown — there must be a file organisations/theirs.yaml (line 3)`,
    ],
    [
      'no organisation at all',
      spoiled(pack, 'organisation: ours\n', ''),
      `${pack}: names no organisation — add "organisation: agency", or your own as organisation.yaml beside pack.yaml (line 2)`,
    ],
    [
      'a word of an organisation misspelt',
      spoiled(organisation, 'partners:', 'partner:'),
      `${organisation}: unknown key "partner" — remove it or correct its spelling (line 2)`,
    ],
    [
      'a contact that is no address',
      spoiled(organisation, 'help@ours.example', 'help desk'),
      `${organisation}: contact: "help desk" is not an address — write one such as name@agency.example (line 5)`,
    ],
    [
      'a partner that is the organisation itself',
      spoiled(organisation, 'partners: []', 'partners: [{ domain: mail.ours.example, encrypted: true }]'),
      `${organisation}: partners[0].domain: "mail.ours.example" is among the organisation's own domains — remove it here or there (line 4)`,
    ],
    [
      'a partner there twice',
      spoiled(
        organisation,
        'partners: []',
        'partners: [{ domain: a.example, encrypted: true }, { domain: A.example, encrypted: false }]',
      ),
      `${organisation}: partners[1].domain: "a.example" is there twice — remove one (line 4)`,
    ],
    [
      "a shared mailbox at somebody else's domain",
      spoiled(organisation, 'partners: []', 'partners: []\nshared_mailboxes: { box@other.example: me@ours.example }'),
      `${organisation}: shared_mailboxes.box@other.example: "box@other.example" is in none of the organisation's domains — correct it (line 5)`,
    ],
    [
      'a level there twice',
      spoiled(scheme, 'name: CLOSED, s', 'name: OPEN, s'),
      `${scheme}: levels[1]: "OPEN" is there twice — remove one (line 9)`,
    ],
  ])('%s', (_, files, problem) => {
    expect(problemsOf(files)).toContain(problem);
  });

  it('a pattern that RE2 refuses', () => {
    expect(problemsOf(spoiled(rule, '\\bfind-me\\b', '(?=find)me'))[0]).toMatch(
      /patterns\[0\]: RE2 refuses the pattern: .* \(line 11\)$/,
    );
  });

  it('an id that is there twice', () => {
    const files = new Map([...smallPolicy, ['town/rules/test/word.yaml', smallPolicy.get(rule) ?? '']]);
    expect(problemsOf(files)).toEqual([
      `town/rules/test/word.yaml: "test/word" is there already, in ${rule} — rename one`,
    ]);
    const clause = (smallPolicy.get(pack) ?? '').match(/ {2}- id: word[\s\S]*?(?=matrices)/)?.[0] ?? '';
    expect(problemsOf(spoiled(pack, 'matrices:', `${clause}matrices:`))).toContain(
      `${pack}: clauses[1].id: "word" is there twice — rename one (line 13)`,
    );
  });

  it('text that is no YAML, with its line', () => {
    expect(problemsOf(spoiled(pack, 'schemes: [two]', 'schemes: [two'))[0]).toMatch(
      /^policy\/packs\/test\.yaml: not YAML: .* \(line \d+\)$/,
    );
    expect(problemsOf(spoiled(rule, 'detector: patterns', 'title: twice'))[0]).toMatch(
      /not YAML: map keys must be unique \(line 9\)$/,
    );
  });

  it('aliases that multiply, and nesting that would exhaust the stack', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefghi'[i]},`.repeat(9)}]`),
    ];
    expect(problemsOf(new Map([...smallPolicy, [pack, bomb.join('\n')]]))).toEqual([
      `${pack}: too many aliases — write the values out`,
    ]);
    expect(problemsOf(new Map([...smallPolicy, [pack, '['.repeat(20_000)]]))[0]).toContain('nested deeper');
  });

  it('a pack that is not there, and packs that extend each other', () => {
    expect(problemsOf(smallPolicy, 'none')[0]).toContain('no pack is called "none"');
    const circle = new Map([
      ...smallPolicy,
      ['policy/packs/a.yaml', 'title: A\nextends: b\n'],
      ['policy/packs/b.yaml', 'title: B\nextends: a\n'],
    ]);
    expect(problemsOf(circle, 'a')).toEqual([
      'policy/packs/a.yaml: extends: packs extend each other in a circle (line 2)',
    ]);
  });

  it('everything at once, not only the first', () => {
    const files = new Map([
      ...spoiled(rule, 'kind: credential', 'kind: secret'),
      ...([[pack, 'title: 1']] as [string, string][]),
    ]);
    expect(problemsOf(files).length).toBeGreaterThan(1);
  });
});
