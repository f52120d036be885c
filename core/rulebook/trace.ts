// Follows each promise from the clauses that ask for it to the rules, pack clauses and controls that keep it and the tests
// that prove it, and each of these back again (DESIGN section 6).
import { namesRule } from '../mail/decide/condition.ts';
import type { PolicyText } from './read-policy.ts';
import type { ConditionFile, PackFile } from './shapes/pack-file.ts';
import type { Requirement } from './shapes/requirements-file.ts';
import { type Heading, headingsOf, type SourcesFile } from './shapes/sources-file.ts';

/** A test whose name carries ids of requirements. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
  readonly requirements: readonly string[];
}

export type TestState = 'passed' | 'failed' | 'skipped';

export interface TraceInput {
  readonly policy: PolicyText;
  readonly sources: SourcesFile;
  readonly requirements: readonly Requirement[];
  readonly tests: readonly NamedTest[];
  /** Of the last run, by requirement; null when there is no report of one. */
  readonly results: ReadonlyMap<string, readonly TestState[]> | null;
  /** Whether the repository has this file or folder. */
  has(path: string): boolean;
}

export interface RequirementRow extends Requirement {
  readonly rules: readonly string[];
  /** `pack/clause` of shipped packs that name one of its sources. */
  readonly clauses: readonly string[];
  readonly tests: readonly NamedTest[];
  /** The worst of the last run. */
  readonly result: TestState | 'not run';
}

export interface SourceRow {
  readonly reference: string;
  readonly requirements: readonly string[];
  readonly rules: readonly string[];
  readonly clauses: readonly string[];
  /** Why nothing names it. */
  readonly beyond: string | null;
}

export interface RuleRow {
  readonly rule: string;
  readonly source: string | null;
  readonly requirements: readonly string[];
  /** `pack/clause` that asks for what it finds. */
  readonly clauses: readonly string[];
}

export interface Trace {
  readonly requirements: readonly RequirementRow[];
  readonly sources: readonly SourceRow[];
  readonly rules: readonly RuleRow[];
  /** What is not proved, one line each; empty when everything is. */
  readonly problems: readonly string[];
}

/** A clause, matrix or retention of a pack: what decides, and by whose word. */
interface Piece {
  readonly name: string;
  readonly source: string | null;
  /** What it asks about findings; null: nothing. */
  readonly asks: NonNullable<ConditionFile['finding']> | null;
}

export function traceOf(input: TraceInput): Trace {
  const pieces = [...input.policy.packs].flatMap(([pack, { value }]) => piecesOf(pack, value));
  const rules = ruleRows(input.policy, pieces);
  const requirements = input.requirements.map((each) => requirementRow(each, rules, pieces, input));
  const sources = headingsOf(input.sources).flatMap((heading) => sourceRows(heading, requirements, rules, pieces));
  return { requirements, sources, rules, problems: problemsOf({ requirements, sources, rules }, pieces, input) };
}

function piecesOf(pack: string, { clauses, matrices, retention }: PackFile): readonly Piece[] {
  return [
    ...clauses.map(({ id, source, when }) => ({ name: `${pack}/${id}`, source, asks: askedBy(when) })),
    ...matrices.map(({ scheme, source }) => ({
      name: `${pack}/handling-${scheme}`,
      source,
      asks: { kind: ['marking' as const] },
    })),
    ...(retention === undefined ? [] : [{ name: `${pack}/retention`, source: retention.source, asks: null }]),
  ];
}

function askedBy({ finding, classification, unread, defect }: ConditionFile): Piece['asks'] {
  if (finding !== undefined) return finding;
  if (classification !== undefined) return { kind: ['marking'] };
  if (unread !== undefined) return { kind: ['unreadable'] };
  return defect === undefined ? null : { kind: ['ambiguous'] };
}

function ruleRows({ rules }: PolicyText, pieces: readonly Piece[]): readonly RuleRow[] {
  return [...rules].map(([rule, { value }]) => ({
    rule,
    source: value.source,
    requirements: value.requirements,
    clauses: pieces.filter((piece) => asksFor(piece, rule, value.kind)).map(({ name }) => name),
  }));
}

function asksFor({ asks }: Piece, rule: string, kind: string): boolean {
  if (asks === null) return false;
  if (asks.rule !== undefined) return asks.rule.some((name) => namesRule(name, rule));
  return asks.kind?.some((each) => each === kind) ?? true;
}

function requirementRow(
  requirement: Requirement,
  rules: readonly RuleRow[],
  pieces: readonly Piece[],
  { tests, results }: TraceInput,
): RequirementRow {
  const { id, sources } = requirement;
  const run = results?.get(id) ?? [];
  return {
    ...requirement,
    rules: rules.filter((rule) => rule.requirements.includes(id)).map(({ rule }) => rule),
    clauses: pieces.filter(({ source }) => source !== null && sources.includes(source)).map(({ name }) => name),
    tests: tests.filter((test) => test.requirements.includes(id)),
    result: (['failed', 'passed', 'skipped'] as const).find((state) => run.includes(state)) ?? 'not run',
  };
}

function sourceRows(
  { reference, clauses, named, beyond }: Heading,
  requirements: readonly RequirementRow[],
  rules: readonly RuleRow[],
  pieces: readonly Piece[],
): readonly SourceRow[] {
  const rows = [reference, ...clauses, ...named].map((each) => ({
    reference: each,
    requirements: requirements.filter(({ sources }) => sources.includes(each)).map(({ id }) => id),
    rules: rules.filter(({ source }) => source === each).map(({ rule }) => rule),
    clauses: pieces.filter(({ source }) => source === each).map(({ name }) => name),
    beyond: null,
  }));
  const [whole] = rows;
  // Who answers to a whole heading answers to each clause under it; one that has clauses is a title otherwise.
  const wholeIsNamed = whole !== undefined && isNamed(whole);
  const isOpen = (row: SourceRow) =>
    !wholeIsNamed && (row === whole ? clauses.length === 0 : clauses.includes(row.reference));
  return rows.flatMap((row) => (isNamed(row) ? [row] : isOpen(row) ? [{ ...row, beyond }] : []));
}

function isNamed({ requirements, rules, clauses }: Omit<SourceRow, 'reference' | 'beyond'>): boolean {
  return requirements.length + rules.length + clauses.length > 0;
}

function problemsOf(
  { requirements, sources, rules }: Omit<Trace, 'problems'>,
  pieces: readonly Piece[],
  { policy: { references }, tests, results, has }: TraceInput,
): readonly string[] {
  const ids = new Set(requirements.map(({ id }) => id));
  const named = [
    ...requirements.flatMap(({ id, sources: all }) => all.map((source) => ({ name: id, source }))),
    ...rules.map(({ rule, source }) => ({ name: rule, source })),
    ...pieces,
  ];
  const strangers = [
    ...rules.flatMap(({ rule, requirements: all }) => all.map((id) => ({ name: rule, id }))),
    ...tests.flatMap(({ file, requirements: all }) => all.map((id) => ({ name: file, id }))),
  ].filter(({ id }) => !ids.has(id));
  return [
    ...named
      .filter(({ source }) => source !== null && !references.has(source))
      .map(({ name, source }) => `${name}: "${source}" is no clause of sources.yaml — correct it`),
    ...new Set(
      strangers.map(({ name, id }) => `${name}: ${id} is no requirement — correct it, or add it to requirements.yaml`),
    ),
    ...rules
      .filter(({ clauses }) => clauses.length === 0)
      .map(({ rule }) => `${rule}: no clause of a shipped pack asks for it — name it in one, or remove it`),
    ...sources
      .filter((row) => !isNamed(row) && row.beyond === null)
      .map(({ reference }) => `${reference}: nothing answers to it — name it, or say in sources.yaml why it is beyond`),
    ...requirements.flatMap((row) => unproved(row, results !== null, has)),
  ];
}

function unproved(row: RequirementRow, ran: boolean, has: TraceInput['has']): readonly string[] {
  const { id, built, controls, rules, clauses, tests, result } = row;
  const missing = controls
    .filter((path) => !has(path))
    .map((path) => `${id}: there is no ${path} — correct its controls`);
  if (!built) return [];
  return [
    ...missing,
    ...(controls.length + rules.length + clauses.length === 0 ? [`${id}: no rule, clause or control keeps it`] : []),
    ...(tests.length === 0 ? [`${id}: no test is named after it`] : []),
    ...(ran && tests.length > 0 && result !== 'passed' ? [`${id}: its tests ${wordFor(result)} in the last run`] : []),
  ];
}

function wordFor(result: RequirementRow['result']): string {
  return result === 'failed' ? 'failed' : result === 'skipped' ? 'were skipped' : 'did not run';
}
