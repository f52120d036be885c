// Rows of registered tables in a text: the values of one of a table's combinations of columns, near each other.
import type { HashKey, RecordTable } from '../../../model/register.ts';
import type { RecordLookup } from '../../../register-ports.ts';
import type { TextValue, TextValues } from './text-values.ts';

export interface FoundRecords {
  readonly table: RecordTable;
  /** Different rows, at most `mostRows`. */
  readonly rows: number;
  /** Names of the columns of the combination found first. */
  readonly columns: readonly string[];
  /** Of the first one, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
}

/** Rows counted in one text; who sends more than these is stopped all the same. */
const mostRows = 1_000;
/** Rows that share a value, such as a birthday; a value of more rows finds nothing. */
const mostSharing = 500;
/** Words before and behind a value within which the others of its record are looked for. */
const nearby = 120;
/** Values looked up at once, and in all of one text. */
const batch = 4_096;
const mostLookups = 400_000;

export async function findRecords(
  values: TextValues,
  table: RecordTable,
  records: RecordLookup,
): Promise<FoundRecords | null> {
  const rows = new Set<number>();
  const around = surroundings(values, table);
  let first: Pick<FoundRecords, 'columns' | 'offset' | 'length'> | null = null;
  for (const column of new Set(table.combinations.map(([looked]) => looked ?? 0))) {
    for await (const { value, row } of candidates(values, table, column, records)) {
      if (rows.size >= mostRows) break;
      if (rows.has(row)) continue;
      const cells = await records.cellsOf(table.name, row);
      // An empty cell says nothing and is near nothing.
      const isNear = (other: number) => cells[other] !== 0 && around(other, value).has(cells[other] ?? 0);
      const combination = table.combinations.find((each) => each[0] === column && each.slice(1).every(isNear));
      if (combination === undefined) continue;
      rows.add(row);
      first ??= { columns: combination.map((each) => table.columns[each]?.name ?? ''), ...placeOf(values, value) };
    }
  }
  return first === null ? null : { table, rows: rows.size, ...first };
}

async function* candidates(
  values: TextValues,
  table: RecordTable,
  column: number,
  records: RecordLookup,
): AsyncGenerator<{ readonly value: TextValue; readonly row: number }> {
  const described = table.columns[column];
  if (described === undefined) return;
  let waiting: TextValue[] = [];
  let looked = 0;
  const lookUp = async function* () {
    const held = await records.rowsWith(
      table.name,
      column,
      waiting.map(({ key }) => key),
      mostSharing,
    );
    if (held.size > 0) for (const value of waiting) for (const row of held.get(value.key) ?? []) yield { value, row };
    waiting = [];
  };
  for (const value of values.valuesFor(described)) {
    if (++looked > mostLookups) break;
    waiting.push(value);
    if (waiting.length >= batch) yield* lookUp();
  }
  if (waiting.length > 0) yield* lookUp();
}

/** Keys of all values around one place, by column; asked for many rows of the same place, made once. */
function surroundings(
  values: TextValues,
  table: RecordTable,
): (column: number, around: TextValue) => ReadonlySet<HashKey> {
  let place = -1;
  let known = new Map<number, ReadonlySet<HashKey>>();
  return (column, { word }) => {
    if (word !== place) known = new Map();
    place = word;
    const described = table.columns[column];
    const before = known.get(column);
    if (before !== undefined || described === undefined) return before ?? new Set();
    const keys = new Set<HashKey>();
    for (const { key } of values.valuesFor(described, word - nearby, word + nearby)) keys.add(key);
    known.set(column, keys);
    return keys;
  };
}

function placeOf(
  { text }: TextValues,
  { word, words }: TextValue,
): { readonly offset: number; readonly length: number } {
  const offset = text.places[text.words[word] ?? 0] ?? 0;
  const last = (text.words[word + words] ?? text.letters.length) - 1;
  return { offset, length: (text.places[last] ?? offset) + 1 - offset };
}
