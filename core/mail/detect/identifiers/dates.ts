// Dates as people write them, in English and French, brought to one form.
import { Pattern, type Subject } from '../../../rulebook/pattern.ts';

export interface FoundDate {
  /** UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  /** `2001-02-03`; two of them where day and month could be either. */
  readonly days: readonly string[];
}

/** Which of two small numbers is the day. */
export type DateOrder = 'day-first' | 'month-first';

const months: ReadonlyMap<string, number> = new Map(
  [
    ['jan', 'january', 'janvier', 'janv'],
    ['feb', 'february', 'fevrier', 'fev', 'fevr'],
    ['mar', 'march', 'mars'],
    ['apr', 'april', 'avril', 'avr'],
    ['may', 'mai'],
    ['jun', 'june', 'juin'],
    ['jul', 'july', 'juillet', 'juil'],
    ['aug', 'august', 'aout'],
    ['sep', 'sept', 'september', 'septembre'],
    ['oct', 'october', 'octobre'],
    ['nov', 'november', 'novembre'],
    ['dec', 'december', 'decembre'],
  ].flatMap((names, i) => names.map((name) => [name, i + 1] as const)),
);

const word = '[A-Za-zéûèÉÛ]{3,9}\\.?';
const written = [
  '(?P<a>\\d{4})[-/. ](?P<b>\\d{1,2})[-/. ](?P<c>\\d{1,2})',
  '(?P<d>\\d{1,2})(?:st|nd|rd|th|er)?[-/. ](?P<e>\\d{1,2})[-/. ](?P<f>\\d{4}|\\d{2})',
  `(?P<g>\\d{1,2})(?:st|nd|rd|th|er)?[-/. ](?:of )?(?P<h>${word}),?[-/. ](?P<i>\\d{4})`,
  `(?P<j>${word})[-/. ](?P<k>\\d{1,2})(?:st|nd|rd|th)?,?[-/. ](?P<l>\\d{4})`,
];
const pattern = new Pattern(`\\b(?:${written.join('|')})\\b`);

export function findDates(subject: Subject): readonly FoundDate[] {
  const found: FoundDate[] = [];
  for (const { offset, length, groups } of pattern.all(subject)) {
    const text = (name: string) => groups[name]?.text ?? '';
    const days =
      groups.a !== undefined
        ? [day(text('a'), text('b'), text('c'))]
        : groups.d !== undefined
          ? [day(text('f'), text('e'), text('d')), day(text('f'), text('d'), text('e'))]
          : groups.g !== undefined
            ? [day(text('i'), text('h'), text('g'))]
            : [day(text('l'), text('j'), text('k'))];
    const known = [...new Set(days.flatMap((each) => each ?? []))];
    if (known.length > 0) found.push({ offset, length, days: known });
  }
  return found;
}

/** The day that a cell of a table names; null when it names none. `order` answers for 03/04/2001. */
export function dayOf(subject: Subject, order: DateOrder): string | null {
  const [first] = findDates(subject);
  if (first === undefined) return null;
  // Day first is what findDates tries first.
  return (order === 'day-first' ? first.days[0] : first.days.at(-1)) ?? null;
}

/** Null when there is no such day. */
function day(year: string, month: string, date: string): string | null {
  const name = month.normalize('NFKD').replace(/\p{M}/gu, '').replace('.', '').toLowerCase();
  const [m, d] = [/^\d/.test(month) ? Number(month) : (months.get(name) ?? 0), Number(date)];
  if (m < 1 || m > 12 || d < 1 || d > 31) return null;
  // Of two digits: people are born and files are opened within the hundred years up to 2029.
  const y = year.length === 2 ? Number(year) + (Number(year) < 30 ? 2000 : 1900) : Number(year);
  return `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}
