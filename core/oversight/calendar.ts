// Whole days in the organisation's zone: "until a date" includes that day (DESIGN 5).

/** `2026-01-31`, the day of a time (milliseconds since the epoch) in an IANA zone. */
export function dayOf(time: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format.format(time);
}

/** Making one costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day so many days later; negative for earlier. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Months later; the last day of a shorter month stands for days it lacks. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate())))
    .toISOString()
    .slice(0, 10);
}

/** The first moment after a day has ended in a zone, in milliseconds since the epoch. */
export function endOf(day: string, zone: string): number {
  // Zones differ from UTC by at most 14 hours; the boundary lies between, found by halving.
  let before = Date.parse(`${day}T00:00:00Z`) - 14 * 3_600_000;
  let after = Date.parse(`${day}T00:00:00Z`) + 40 * 3_600_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(middle, zone) <= day) before = middle;
    else after = middle;
  }
  return after;
}
