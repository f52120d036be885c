// Which rows of an import hold together: nobody twice, no address of two people, no manager whom nobody knows.
import type { Found } from '../act.ts';
import type { HrPerson, RefusedRow } from './hr-rows.ts';
import type { Person } from './person.ts';

export interface ReadRows {
  readonly people: readonly HrPerson[];
  readonly refused: readonly RefusedRow[];
}

/** The sound rows, and the others in the order of their lines. */
export function soundRows(read: ReadRows, known: ReadonlyMap<string, Found<Person>>): ReadRows {
  const refused: RefusedRow[] = [...read.refused];
  const people = new Map<string, HrPerson>();
  const named = new Set(read.people.map(({ id }) => id));
  const owners = new Map<string, string>();
  for (const { value } of known.values())
    if (!named.has(value.id)) for (const address of value.addresses) owners.set(address, value.id);
  for (const row of read.people) {
    const why = people.has(row.id)
      ? 'the account id stands in an earlier row'
      : row.addresses.some((address) => owners.has(address))
        ? 'somebody else has the same address'
        : null;
    if (why !== null) {
      refused.push({ line: row.line, why });
      continue;
    }
    people.set(row.id, row);
    for (const address of row.addresses) owners.set(address, row.id);
  }
  refused.push(...dropWithoutManager(people, known));
  return { people: [...people.values()], refused: refused.sort((a, b) => a.line - b.line) };
}

/** Takes out rows whose manager is neither known nor in a sound row, and then those that depended on them. */
function dropWithoutManager(
  people: Map<string, HrPerson>,
  known: ReadonlyMap<string, Found<Person>>,
): readonly RefusedRow[] {
  const reports = new Map<string, HrPerson[]>();
  for (const row of people.values()) {
    if (row.manager === null || row.manager === '') continue;
    const others = reports.get(row.manager);
    if (others === undefined) reports.set(row.manager, [row]);
    else others.push(row);
  }
  const exists = (id: string) => people.has(id) || known.has(id);
  const waiting = [...reports].filter(([manager]) => !exists(manager)).flatMap(([, rows]) => rows);
  const dropped: RefusedRow[] = [];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    if (!people.delete(row.id)) continue;
    dropped.push({ line: row.line, why: 'the manager is neither known nor in the file' });
    if (!known.has(row.id)) waiting.push(...(reports.get(row.id) ?? []));
  }
  return dropped;
}
