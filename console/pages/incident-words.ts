// What lists and pages of incidents say alike.
import type { Incident } from '../../core/oversight/incidents/incident.ts';

/** The first day by which somebody must be told; null when nobody must. */
export function deadlineOf({ breach }: Incident): string | null {
  const waiting = breach?.notifications.filter(({ sent }) => sent === null).map(({ due }) => due);
  return waiting?.sort()[0] ?? null;
}

/** Whole days, as `2026-01-31`. */
export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000);
}
