// Operational monitoring: how much mail met which fate. Numbers alone: no person, no finding, no message.
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { demand, type Oversight } from '../act.ts';
import { addDays, dayOf, endOf, isDay } from '../calendar.ts';

export interface Counts {
  readonly since: string;
  /** Messages by outcome. */
  readonly messages: Readonly<Record<string, number>>;
}

const usualDays = 7;

/** `since`: a day, that day included. Rejects with Refused when it is none. */
export async function viewCounts(oversight: Oversight, actor: Actor, since?: string): Promise<Counts> {
  demand(oversight, actor, 'view-counts', theSystem);
  const { ledger, clock, zone } = oversight;
  const day = since ?? addDays(dayOf(clock(), zone), -usualDays);
  if (!isDay(day)) throw new Refused('give the first day as year-month-day, 2026-01-31');
  return { since: day, messages: await ledger.counts(endOf(addDays(day, -1), zone)) };
}
