// What the columns of a table hold, judged by all their values, and which combinations of them name a record.
import { mostWords } from '../../core/mail/detect/identifiers/cell-keys.ts';
import { type DateOrder, dayOf } from '../../core/mail/detect/identifiers/dates.ts';
import type { RecordColumn } from '../../core/model/register.ts';
import { Subject } from '../../core/rulebook/pattern.ts';
import { CannotRun } from '../exit.ts';

export interface DescribedColumn extends RecordColumn {
  readonly order: DateOrder;
  /** Rough count of different values. */
  readonly different: number;
  /** Hardly a value stands in two rows. */
  readonly unique: boolean;
}

interface Tally {
  filled: number;
  dates: number;
  withDigit: number;
  words: number;
  /** Whether some date has its day in the second place. */
  monthFirst: boolean;
  readonly seen: Set<number>;
}

const sampleSize = 100_000;

/** One pass over the rows behind the header. */
export async function describeColumns(
  header: readonly string[],
  rows: AsyncIterable<readonly string[]>,
): Promise<readonly DescribedColumn[]> {
  const tallies = header.map(
    (): Tally => ({ filled: 0, dates: 0, withDigit: 0, words: 1, monthFirst: false, seen: new Set() }),
  );
  for await (const row of rows) for (const [i, tally] of tallies.entries()) count(tally, (row[i] ?? '').trim());
  return header.map((name, i) => {
    const tally = tallies[i];
    if (tally === undefined || tally.filled === 0) throw new CannotRun(`the column "${name}" is empty; leave it out`);
    const isDate = tally.dates > tally.filled * 0.9;
    return {
      name,
      type: isDate ? 'date' : isNameHeader(name) && tally.withDigit < tally.filled * 0.1 ? 'name' : 'plain',
      words: Math.min(tally.words, mostWords),
      digits: tally.withDigit === tally.filled,
      order: tally.monthFirst ? 'month-first' : 'day-first',
      different: tally.seen.size,
      unique: tally.seen.size >= Math.min(tally.filled, sampleSize) * 0.9,
    };
  });
}

function count(tally: Tally, value: string): void {
  if (value === '') return;
  tally.filled++;
  if (/\d/.test(value)) tally.withDigit++;
  const short = value.slice(0, 400);
  tally.words = Math.max(
    tally.words,
    Math.min(mostWords, short.split(/[^\p{L}\p{N}\p{M}'’]+/u).filter(Boolean).length),
  );
  if (short.length <= 30 && /\d/.test(short) && dayOf(new Subject(short), 'day-first') !== null) {
    tally.dates++;
    const second = /^\d{1,2}\D(\d{1,2})\D\d{2,4}$/.exec(short)?.[1];
    if (Number(second ?? 0) > 12) tally.monthFirst = true;
  }
  if (tally.seen.size < sampleSize) tally.seen.add(quickHash(short));
}

function quickHash(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return sum;
}

function isNameHeader(header: string): boolean {
  return /name|nom\b|pr[eé]nom|surname|applicant|client|person/i.test(header.slice(0, 100));
}

/**
 * What `--match` says, as indexes of columns; the one looked up comes first: one with digits in it, of the most different
 * values. Throws CannotRun for an unknown column.
 */
export function combinationsOf(
  matches: readonly string[],
  columns: readonly DescribedColumn[],
): readonly (readonly number[])[] {
  const wanted = matches.length > 0 ? matches.map((match) => indexesOf(match, columns)) : usual(columns);
  if (wanted.length === 0) {
    throw new CannotRun('no column of the table names a record by itself; say which do with --match "COLUMN+COLUMN"');
  }
  const weight = (index: number) => {
    const column = columns[index];
    return (column?.digits === true ? 1_000_000_000 : 0) + (column?.different ?? 0);
  };
  return wanted.map((combination) => [...combination].sort((a, b) => weight(b) - weight(a)));
}

function indexesOf(match: string, columns: readonly DescribedColumn[]): readonly number[] {
  return match.split('+').map((name) => {
    const index = columns.findIndex((column) => column.name.toLowerCase() === name.trim().toLowerCase());
    if (index < 0)
      throw new CannotRun(
        `the table has no column "${name.trim()}"; it has ${columns.map((each) => each.name).join(', ')}`,
      );
    return index;
  });
}

/** Every column of numbers that hardly repeat, by itself; a name together with a date or such a number. */
function usual(columns: readonly DescribedColumn[]): readonly (readonly number[])[] {
  const telling = columns.flatMap(({ type, digits, unique }, i) => (type === 'plain' && digits && unique ? [i] : []));
  const dates = columns.flatMap(({ type }, i) => (type === 'date' ? [i] : []));
  const names = columns.flatMap(({ type }, i) => (type === 'name' ? [i] : []));
  // First and family name in columns of their own are one name between them.
  return [...telling.map((each) => [each]), ...(names.length === 0 ? [] : dates.map((date) => [date, ...names]))];
}
