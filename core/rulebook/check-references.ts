// What policy files say of each other: every name in them must exist, and nothing may be left open.
import { isOurs, normal } from '../mail/decide/address.ts';
import { namesRule } from '../mail/decide/condition.ts';
import type { CheckedFile } from './check-shape.ts';
import type { Problem } from './policy-error.ts';
import type { PolicyText } from './read-policy.ts';
import type { PackDefinition, Written } from './resolve-pack.ts';
import type { OrganisationFile } from './shapes/organisation-file.ts';
import type { ClauseFile, ConditionFile, MatrixFile } from './shapes/pack-file.ts';
import { relations } from './shapes/text.ts';

/** Lists without which nobody's relation can be told. */
const neededLists = ['isp-domains', 'role-words'];

/** What to do about a pack without one. */
export const ownOrganisation = 'add "organisation: agency", or your own as organisation.yaml beside pack.yaml';

const unknownSource = 'is not listed in sources.yaml — name a clause listed there, or null for a house rule';

export function checkRulesAndSchemes(policy: PolicyText): readonly Problem[] {
  const { rules, schemes, references, lists } = policy;
  const files = [...rules.values(), ...schemes.values()];
  const sources = files.flatMap(({ value, problem }) =>
    value.source === null || references.has(value.source)
      ? []
      : [problem(['source'], `"${value.source}" ${unknownSource}`)],
  );
  const levels = [...schemes.values()].flatMap(({ value, problem }) => {
    const names = value.levels.map((level) => level.name);
    const twice = names.flatMap((name, i) =>
      names.indexOf(name) < i ? [problem(['levels', i], `"${name}" is there twice — remove one`)] : [],
    );
    const guids = Object.entries(value.label_guids).flatMap(([guid, level]) =>
      names.includes(level) ? [] : [problem(['label_guids', guid], `"${level}" is no level of this scheme`)],
    );
    const examples = (['must_match', 'must_not_match'] as const).flatMap((key) =>
      value[key].flatMap(({ level }, i) => {
        return level === undefined || names.includes(level)
          ? []
          : [problem([key, i, 'level'], `"${level}" is no level of this scheme`)];
      }),
    );
    return [...twice, ...guids, ...examples];
  });
  const missing = neededLists
    .filter((name) => !lists.has(name))
    .map((name) => `lists/${name}.txt: is missing — add it`);
  return [...sources, ...levels, ...missing];
}

export function checkPack(pack: PackDefinition, policy: PolicyText): readonly Problem[] {
  const { file, schemes, clauses, matrices, organisation } = pack;
  const ids = new Map<string, number>();
  for (const { value } of clauses) ids.set(value.id, (ids.get(value.id) ?? 0) + 1);
  return [
    ...(organisation === null
      ? [file.problem([], `names no organisation — ${ownOrganisation}`)]
      : checkOrganisation(organisation)),
    ...schemes.flatMap((scheme) => checkSchemeInForce(scheme, pack, policy)),
    ...clauses.flatMap((clause) => [
      ...((ids.get(clause.value.id) ?? 0) > 1
        ? [clause.problem(['id'], `"${clause.value.id}" is there twice — rename one`)]
        : []),
      ...checkClause(clause, policy, ids),
    ]),
    ...matrices.flatMap((matrix) => checkMatrix(matrix, pack, policy)),
    ...checkHouseSources(file, policy),
  ];
}

/** What a pack says of itself beside its clauses rests on a clause of a document too. */
function checkHouseSources({ value, problem }: PackDefinition['file'], { references }: PolicyText): readonly Problem[] {
  return (['retention', 'sender_blocks'] as const).flatMap((key) => {
    const source = value[key]?.source ?? null;
    return source === null || references.has(source) ? [] : [problem([key, 'source'], `"${source}" ${unknownSource}`)];
  });
}

/** Whoever is there twice would be judged by whichever entry comes first: nobody could tell by which. */
function checkOrganisation({ value, problem }: CheckedFile<OrganisationFile>): readonly Problem[] {
  const ours = { domains: value.domains.map(normal) };
  const domains = value.partners.map(({ domain }) => normal(domain));
  const partners = domains.flatMap((domain, i) => {
    if (domains.indexOf(domain) < i)
      return [problem(['partners', i, 'domain'], `"${domain}" is there twice — remove one`)];
    return isOurs(`anybody@${domain}`, ours)
      ? [
          problem(
            ['partners', i, 'domain'],
            `"${domain}" is among the organisation's own domains — remove it here or there`,
          ),
        ]
      : [];
  });
  const boxes = Object.keys(value.shared_mailboxes).flatMap((box) =>
    isOurs(box, ours)
      ? []
      : [problem(['shared_mailboxes', box], `"${box}" is in none of the organisation's domains — correct it`)],
  );
  return [...partners, ...boxes];
}

function checkSchemeInForce(
  scheme: string,
  { file, matrices }: PackDefinition,
  { schemes }: PolicyText,
): readonly Problem[] {
  if (!schemes.has(scheme))
    return [file.problem(['schemes'], `"${scheme}" is no scheme — there must be a file schemes/${scheme}.yaml`)];
  if (matrices.some(({ value }) => value.scheme === scheme)) return [];
  return [file.problem(['schemes'], `"${scheme}" has no handling matrix — add one`)];
}

function checkClause(
  clause: Written<ClauseFile>,
  policy: PolicyText,
  ids: ReadonlyMap<string, number>,
): readonly Problem[] {
  const { value, problem } = clause;
  const sources =
    value.source === null || policy.references.has(value.source)
      ? []
      : [problem(['source'], `"${value.source}" ${unknownSource}`)];
  const whens = (['when', 'unless'] as const).flatMap((key) => {
    const condition = value[key];
    return condition === undefined
      ? []
      : checkCondition(condition, policy, (path, what) => problem([key, ...path], what));
  });
  const cases = value.cases.flatMap(({ because }, i) =>
    because === undefined || ids.has(because) || because.startsWith('handling-') || builtIn.has(because)
      ? []
      : [problem(['cases', i, 'because'], `"${because}" is no clause of this pack`)],
  );
  return [...sources, ...whens, ...cases, ...checkWordsAlone(clause, policy)];
}

/** Word lists say nothing about intent: a flag is the most that may follow from them. */
function checkWordsAlone({ value, problem }: Written<ClauseFile>, { rules }: PolicyText): readonly Problem[] {
  const { finding } = value.when;
  if (value.then === 'deliver' || value.then === 'flag' || value.monitor || finding === undefined) return [];
  const weak = finding.severity === undefined || finding.severity === 'low';
  if (finding.rule === undefined && (finding.kind?.includes('unwanted') ?? false) && weak)
    return [problem(['when', 'finding'], 'takes in words alone — add "severity: medium" or more')];
  const named = (finding.rule ?? []).find((name) =>
    [...rules].some(([id, rule]) => rule.value.detector === 'unacceptable-use' && namesRule(name, id)),
  );
  return named === undefined ? [] : [problem(['then'], `"${named}" rests on words alone — write flag or deliver`)];
}

/** Reasons that hold without a clause of the pack. */
const builtIn: ReadonlySet<string> = new Set(['unread-part', 'unknown-level']);

function checkCondition(
  { finding, classification }: ConditionFile,
  { rules, schemes }: PolicyText,
  problem: Written<ClauseFile>['problem'],
): readonly Problem[] {
  const noRule = (finding?.rule ?? []).filter((name) => ![...rules.keys()].some((id) => namesRule(name, id)));
  const noScheme = (classification?.scheme ?? []).filter((id) => !schemes.has(id));
  const inQuestion = [...schemes].filter(([id]) => classification?.scheme?.includes(id) ?? true);
  const known = new Set(inQuestion.flatMap(([, { value }]) => value.levels.map((level) => level.name)));
  const noLevel = noScheme.length > 0 ? [] : (classification?.level ?? []).filter((level) => !known.has(level));
  return [
    ...noRule.map((name) => problem(['finding', 'rule'], `"${name}" names no rule — correct it`)),
    ...noScheme.map((id) => problem(['classification', 'scheme'], `"${id}" is no scheme — correct it`)),
    ...noLevel.map((level) =>
      problem(['classification', 'level'], `"${level}" is no level of the scheme — correct it`),
    ),
  ];
}

/** Every level must have an answer for every relation, over either channel. */
function checkMatrix(
  { value, problem }: Written<MatrixFile>,
  pack: PackDefinition,
  policy: PolicyText,
): readonly Problem[] {
  const scheme = policy.schemes.get(value.scheme);
  if (scheme === undefined) return [problem(['scheme'], `"${value.scheme}" is no scheme — correct it`)];
  if (!pack.schemes.includes(value.scheme))
    return [problem(['scheme'], `"${value.scheme}" is not among the schemes of the pack — add it there`)];
  const levels = scheme.value.levels.map((level) => level.name);
  const unknown = value.rows.flatMap((row, i) =>
    row.levels
      .filter((level) => !levels.includes(level))
      .map((level) => problem(['rows', i, 'levels'], `"${level}" is no level of ${value.scheme}`)),
  );
  const open = levels.flatMap((level) =>
    relations
      .filter((relation) =>
        (['clear', 'encrypted'] as const).some(
          (channel) =>
            !value.rows.some(
              (row) =>
                row.levels.includes(level) &&
                row.relation.includes(relation) &&
                (row.channel === 'any' || row.channel === channel),
            ),
        ),
      )
      .map((relation) => problem(['rows'], `say nothing about ${level} to ${relation} — add a row`)),
  );
  const sources =
    value.source === null || policy.references.has(value.source)
      ? []
      : [problem(['source'], `"${value.source}" ${unknownSource}`)];
  return [...sources, ...unknown, ...open];
}
