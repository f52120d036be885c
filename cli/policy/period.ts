// A stretch of past days as people write it: 2026-10-01..2026-10-31, 2026Q4, or 30d for the last thirty.
import { addDays, addMonths, dayOf, endOf, isDay } from '../../core/oversight/calendar.ts';

export interface Period {
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The first moment after it. */
  readonly until: number;
}

/** Whole days in an IANA zone. Null for what is no period. */
export function periodOf(text: string, zone: string, now: number): Period | null {
  const [, days] = /^([1-9]\d{0,3})d$/.exec(text) ?? [];
  if (days !== undefined) return { since: startOf(addDays(dayOf(now, zone), 1 - Number(days)), zone), until: now + 1 };
  const [, year, quarter] = /^(\d{4})Q([1-4])$/.exec(text) ?? [];
  if (quarter !== undefined) {
    const first = addMonths(`${year}-01-01`, 3 * (Number(quarter) - 1));
    return { since: startOf(first, zone), until: startOf(addMonths(first, 3), zone) };
  }
  const [from = '', to = from, ...more] = text.split('..');
  if (more.length > 0 || !isDay(from) || !isDay(to) || to < from) return null;
  return { since: startOf(from, zone), until: endOf(to, zone) };
}

function startOf(day: string, zone: string): number {
  return endOf(addDays(day, -1), zone);
}
