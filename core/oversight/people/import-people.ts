// Takes over what Human Resources says of people: who joined, moved, left or is away, and ends rights with it.
import type { LedgerChange } from '../../model/ledger.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { conflictOf } from '../access/role.ts';
import { create, type Found, list, type Oversight, perform, write } from '../act.ts';
import { addMonths, dayOf } from '../calendar.ts';
import { type HrPerson, type RefusedRow, readHrRows } from './hr-rows.ts';
import type { Person, Right } from './person.ts';
import { dutiesOf, longestLeave } from './rights.ts';
import { soundRows } from './sound-rows.ts';

export interface ImportOptions {
  /** Rows that are as they should be are taken over though others are not. */
  readonly partial: boolean;
  /** The file names everybody: who is not in it has left. */
  readonly complete: boolean;
}

/** What happened to people, by how many. */
export interface ImportSummary {
  readonly joined: number;
  readonly moved: number;
  readonly left: number;
  readonly away: number;
  readonly returned: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Known here and not named by the file; those that are still here, unless the file is complete. */
  readonly unnamed: number;
  readonly rightsEnded: number;
  readonly refused: readonly RefusedRow[];
}

/** Rows of the file that are not as they should be; nothing was taken over. */
export class RowsRefused extends Refused {
  readonly rows: readonly RefusedRow[];
  constructor(rows: readonly RefusedRow[]) {
    const [first] = rows;
    const count = rows.length === 1 ? 'a row is' : `${rows.length} rows are`;
    super(
      `${count} not as they should be, line ${first?.line} first: ${first?.why}; nothing was taken over. ` +
        'correct the file, or take over the other rows with --partial',
    );
    this.rows = rows;
  }
}

/**
 * `chunks` are a text with a header line (RFC 4180). The same file again changes nothing, so an import that was cut off is
 * simply repeated. Rejects with RowsRefused, or with Refused when the text is no such table.
 */
export function importPeople(
  oversight: Oversight,
  actor: Actor,
  chunks: AsyncIterable<string> | Iterable<string>,
  options: ImportOptions,
): Promise<ImportSummary> {
  const act = { action: 'import-people', resource: theSystem, subject: 'people' } as const;
  return perform(oversight, actor, { ...act, detail: { ...options } }, async (now) => {
    const known = await everybody(oversight);
    const read = await readHrRows(chunks);
    const { people, refused } = soundRows(read, known.people);
    if (refused.length > 0 && !options.partial) throw new RowsRefused(refused);
    const steps = stepsOf(people, known, { today: dayOf(now, oversight.zone), complete: options.complete });
    await takeOver(oversight, actor, steps.changed, now);
    const { refused: rows, ...counts } = { ...summaryOf(steps), refused };
    return { changes: [], value: { ...counts, refused: rows }, detail: { ...counts, refused: rows.length } };
  });
}

interface Known {
  readonly people: ReadonlyMap<string, Found<Person>>;
  /** Not ended. */
  readonly rights: ReadonlyMap<string, readonly Found<Right>[]>;
}

async function everybody({ ledger }: Oversight): Promise<Known> {
  const people = new Map<string, Found<Person>>();
  for await (const found of list<Person>(ledger, 'person')) people.set(found.id, found);
  const rights = new Map<string, Found<Right>[]>();
  for await (const found of list<Right>(ledger, 'right')) {
    if (found.value.ended !== null) continue;
    const before = rights.get(found.value.person);
    if (before === undefined) rights.set(found.value.person, [found]);
    else before.push(found);
  }
  return { people, rights };
}

const whats = ['joined', 'moved', 'left', 'away', 'returned', 'changed'] as const;
type What = (typeof whats)[number];

/** What the import does to one person. */
interface Step {
  readonly before: Found<Person> | null;
  readonly after: Person;
  readonly what: What;
  /** Rights that end, and why. */
  readonly ending: readonly Found<Right>[];
  readonly why: string;
}

interface Steps {
  readonly changed: readonly Step[];
  readonly unchanged: number;
  readonly unnamed: number;
}

function stepsOf(
  rows: readonly HrPerson[],
  known: Known,
  { today, complete }: { readonly today: string; readonly complete: boolean },
): Steps {
  const after = new Map<string, Person>([...known.people].map(([id, { value }]) => [id, value]));
  for (const row of rows) after.set(row.id, personAfter(row, known.people.get(row.id)?.value ?? null));
  const named = new Set(rows.map(({ id }) => id));
  const unnamed = [...after.values()].filter(({ id, status }) => !named.has(id) && status !== 'left');
  if (complete) for (const person of unnamed) after.set(person.id, { ...person, status: 'left', leaveSince: null });
  const managers = new Set([...after.values()].filter(({ status }) => status !== 'left').map(({ manager }) => manager));
  const changed: Step[] = [];
  for (const person of after.values()) {
    const step = stepOf({ ...person, isManager: managers.has(person.id) }, known, today);
    if (step !== null) changed.push(step);
  }
  return { changed, unchanged: after.size - changed.length, unnamed: unnamed.length };
}

/** What the file is silent about stays. */
function personAfter(row: HrPerson, before: Person | null): Person {
  const unit = row.unit ?? before?.unit;
  const position = row.position ?? before?.position;
  return {
    id: row.id,
    name: row.name,
    addresses: row.addresses.length === 0 ? (before?.addresses ?? []) : row.addresses,
    language: row.language ?? before?.language ?? 'en',
    manager: row.manager === null ? (before?.manager ?? null) : row.manager || null,
    ...(unit === undefined ? {} : { unit }),
    ...(position === undefined ? {} : { position }),
    isManager: before?.isManager ?? false,
    status: row.status,
    leaveSince: row.leaveSince,
  };
}

/** Null when nothing becomes different. */
function stepOf(after: Person, { people, rights }: Known, today: string): Step | null {
  const before = people.get(after.id) ?? null;
  const held = rights.get(after.id) ?? [];
  const what = before === null ? 'joined' : whatOf(before.value, after);
  const why = whyRightsEnd(before?.value ?? null, after, today);
  // Who begins to answer for others may not keep a duty that is apart from that.
  const ending =
    why !== null
      ? held
      : after.isManager
        ? held.filter(({ value }) => conflictOf(['manager'], dutiesOf(value.role)) !== null)
        : [];
  if (before !== null && ending.length === 0 && same(before.value, after)) return null;
  return { before, after, what, ending, why: why ?? 'became a manager' };
}

function whatOf(before: Person, after: Person): What {
  if (after.status !== before.status)
    return after.status === 'left' ? 'left' : after.status === 'leave' ? 'away' : 'returned';
  return isMove(before, after) ? 'moved' : 'changed';
}

/** Only where both are known: the first time that HR tells of a position is no change of it. */
function isMove(before: Person, after: Person): boolean {
  const differ = (one: string | undefined, other: string | undefined) =>
    one !== undefined && one !== '' && other !== undefined && one !== other;
  return differ(before.unit, after.unit) || differ(before.position, after.position);
}

/** Null while they may keep them. */
function whyRightsEnd(before: Person | null, after: Person, today: string): string | null {
  if (after.status === 'left') return 'left the organisation';
  if (before?.status === 'left') return 'came back after leaving';
  for (const { status, leaveSince } of [after, ...(before === null ? [] : [before])])
    if (status === 'leave' && leaveSince !== null && addMonths(leaveSince, longestLeave) < today)
      return `was on leave for more than ${longestLeave} months`;
  return before !== null && isMove(before, after) ? 'changed position or unit' : null;
}

function same(one: Person, other: Person): boolean {
  const facts = (person: Person) =>
    JSON.stringify([
      person.name,
      person.addresses,
      person.language,
      person.manager,
      person.unit,
      person.position,
      person.isManager,
      person.status,
      person.leaveSince,
    ]);
  return facts(one) === facts(other);
}

/** People written in one commit; each takes several records, and some ledgers write at most a hundred together. */
const mostAtOnce = 8;

async function takeOver(oversight: Oversight, actor: Actor, steps: readonly Step[], now: number): Promise<void> {
  // Rights end first: a crash in between must not leave somebody with rights that are over.
  const ordered = [...steps].sort((a, b) => b.ending.length - a.ending.length);
  for (let at = 0; at < ordered.length; at += mostAtOnce)
    await oversight.ledger.commit(ordered.slice(at, at + mostAtOnce).flatMap((step) => changesOf(step, actor, now)));
}

function changesOf({ before, after, what, ending, why }: Step, actor: Actor, at: number): readonly LedgerChange[] {
  const ended = { at, by: actor.person, why };
  const roles = ending.map(({ value }) => value.role).join(' ');
  const detail = { client: actor.client, what, ...(roles === '' ? {} : { rightsEnded: roles, why }) };
  return [
    before === null ? create('person', after.id, after) : write('person', before, after),
    ...ending.map((found) => write('right', found, { ...found.value, ended } satisfies Right)),
    { type: 'audit', event: { at, actor: actor.person, action: 'person-imported', subject: after.id, detail } },
  ];
}

function summaryOf({ changed, unchanged, unnamed }: Steps): Omit<ImportSummary, 'refused'> {
  const count = (what: What) => changed.filter((step) => step.what === what).length;
  return {
    joined: count('joined'),
    moved: count('moved'),
    left: count('left'),
    away: count('away'),
    returned: count('returned'),
    changed: count('changed'),
    unchanged,
    unnamed,
    rightsEnded: changed.reduce((sum, { ending }) => sum + ending.length, 0),
  };
}
