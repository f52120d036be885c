// Rows of an export from Human Resources as people; a row that cannot be one is told by its line, never by its values.
import { type DelimitedRow, delimitedRows } from '../../delimited-rows.ts';
import { Refused } from '../../ports.ts';
import { isDay } from '../calendar.ts';
import { isAccountId, type Language } from './person.ts';

/** What a row says of somebody; null where the export has no such column. */
export interface HrPerson {
  readonly line: number;
  readonly id: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly language: Language | null;
  readonly manager: string | null;
  readonly unit: string | null;
  readonly position: string | null;
  readonly status: 'active' | 'leave' | 'left';
  readonly leaveSince: string | null;
}

export interface RefusedRow {
  readonly line: number;
  readonly why: string;
}

/** Columns, and what exports call them. */
const columnNames = {
  id: ['id', 'account', 'person', 'login'],
  name: ['name', 'full-name'],
  addresses: ['addresses', 'address', 'email', 'e-mail', 'mail'],
  language: ['language', 'lang'],
  manager: ['manager', 'manager-id', 'supervisor'],
  unit: ['unit', 'department', 'organisation', 'organization'],
  position: ['position', 'title', 'job-title'],
  status: ['status', 'state'],
  leaveSince: ['leave-since', 'leave-from', 'leave-start'],
} as const satisfies Record<string, readonly string[]>;
type Column = keyof typeof columnNames;
type Columns = ReadonlyMap<Column, number>;

const needed: readonly Column[] = ['id', 'name', 'addresses'];

const statuses = new Map<string, HrPerson['status']>([
  ['', 'active'],
  ['active', 'active'],
  ['leave', 'leave'],
  ['on-leave', 'leave'],
  ['left', 'left'],
  ['departed', 'left'],
  ['terminated', 'left'],
]);

const mostRows = 200_000;

/** Rejects with Refused when the text as a whole is no such table. */
export async function readHrRows(
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<{ readonly people: readonly HrPerson[]; readonly refused: readonly RefusedRow[] }> {
  const people: HrPerson[] = [];
  const refused: RefusedRow[] = [];
  let columns: Columns | null = null;
  let width = 0;
  for await (const row of rowsOf(chunks)) {
    if (columns === null) {
      columns = columnsOf(row);
      width = row.values.length;
      continue;
    }
    if (people.length + refused.length === mostRows) throw new Refused(`a file holds at most ${mostRows} people`);
    const read = row.values.length === width ? personOf(row, columns) : 'it has not as many values as the first line';
    if (typeof read === 'string') refused.push({ line: row.line, why: read });
    else people.push(read);
  }
  if (columns === null) throw new Refused('the file is empty; its first line names the columns');
  return { people, refused };
}

async function* rowsOf(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<DelimitedRow> {
  try {
    yield* delimitedRows(chunks);
  } catch (cause) {
    throw new Refused(cause instanceof Error ? cause.message : 'the file is no table', { cause });
  }
}

function columnsOf({ values }: DelimitedRow): Columns {
  const columns = new Map<Column, number>();
  const given = values.map((value) => value.trim().toLowerCase().replace(/[ _]/g, '-'));
  for (const [column, names] of Object.entries(columnNames)) {
    const found = given.flatMap((name, at) => ((names as readonly string[]).includes(name) ? [at] : []));
    if (found.length > 1) throw new Refused(`two columns of the first line mean the same (${names[0]})`);
    if (found[0] !== undefined) columns.set(column as Column, found[0]);
  }
  const missing = needed.filter((column) => !columns.has(column)).map((column) => columnNames[column][0]);
  if (missing.length > 0) throw new Refused(`the first line lacks a column: ${missing.join(', ')}`);
  return columns;
}

/** What is wrong with the row, in place of the person. */
function personOf({ line, values }: DelimitedRow, columns: Columns): HrPerson | string {
  const has = (column: Column) => columns.has(column);
  const value = (column: Column) => (values[columns.get(column) ?? -1] ?? '').trim();
  const id = value('id').toLowerCase();
  const addresses = value('addresses')
    .toLowerCase()
    .split(/[ |,;]+/)
    .filter((address) => address !== '');
  const language = value('language').toLowerCase().slice(0, 2);
  const status = statuses.get(value('status').toLowerCase().replace(/[ _]/g, '-'));
  const leaveSince = value('leaveSince');
  const manager = value('manager').toLowerCase();
  if (!isAccountId(id)) return 'the account id has other signs than lower-case letters, digits, dots and hyphens';
  if (!isLine(value('name')) || value('name') === '') return 'the name is empty, too long or no line of text';
  if (!isLine(value('unit')) || !isLine(value('position'))) return 'unit or position is too long or no line of text';
  if (status === undefined) return 'the status is none of active, leave, left';
  if (addresses.length === 0 && status !== 'left') return 'there is no address';
  if (addresses.length > 20 || !addresses.every(isAddress)) return 'an address is not whole';
  if (!['', 'en', 'fr'].includes(language)) return 'the language is neither en nor fr';
  if (manager !== '' && !isAccountId(manager)) return 'the manager is given otherwise than by account id';
  if (manager === id) return 'somebody is given as their own manager';
  if (status === 'leave' && !isDay(leaveSince)) return 'somebody on leave needs the first day of it, as 2026-01-31';
  return {
    line,
    id,
    name: value('name'),
    addresses: [...new Set(addresses)],
    language: language === '' ? null : (language as Language),
    manager: has('manager') ? manager : null,
    unit: has('unit') ? value('unit') : null,
    position: has('position') ? value('position') : null,
    status,
    leaveSince: status === 'leave' ? leaveSince : null,
  };
}

function isLine(text: string): boolean {
  return text.length <= 200 && !/\p{Cc}/u.test(text);
}

function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text);
}
