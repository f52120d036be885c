// A quarter of the calendar in the organisation's zone: `2026Q4`.
import { addDays, dayOf, endOf } from '../calendar.ts';

export interface Quarter {
  /** `2026Q4` */
  readonly name: string;
  /** Days, both included. */
  readonly first: string;
  readonly last: string;
  /** Milliseconds since the epoch: from the first moment of the first day to the one after the last. */
  readonly since: number;
  readonly until: number;
}

/** Null for a text that names none. */
export function quarterNamed(name: string, zone: string): Quarter | null {
  const [, year, number] = /^(\d{4})-?Q([1-4])$/i.exec(name.trim()) ?? [];
  if (year === undefined || number === undefined) return null;
  const first = `${year}-${String((Number(number) - 1) * 3 + 1).padStart(2, '0')}-01`;
  const next =
    number === '4' ? `${Number(year) + 1}-01-01` : `${year}-${String(Number(number) * 3 + 1).padStart(2, '0')}-01`;
  const last = addDays(next, -1);
  return { name: `${year}Q${number}`, first, last, since: endOf(addDays(first, -1), zone), until: endOf(last, zone) };
}

/** The one that a time lies in. */
export function quarterAt(time: number, zone: string): string {
  const [year = '', month = '1'] = dayOf(time, zone).split('-');
  return `${year}Q${Math.ceil(Number(month) / 3)}`;
}
