// Searches the trail for auditors: events of a period, by who, what and about what. The search is an event itself.
import type { AuditEntry } from '../../model/ledger.ts';
import type { Ledger } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { type Done, type Oversight, perform } from '../act.ts';
import { addDays, dayOf, endOf } from '../calendar.ts';

export interface TrailQuery {
  readonly actor?: string;
  /** Whole, or the beginning before a hyphen: `view-item` finds its refusals too. */
  readonly action?: string;
  readonly subject?: string;
  /** Days, both included; without them the last thirty. */
  readonly from?: string;
  readonly until?: string;
}

export interface TrailSearch {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** There were older ones than are shown: narrow the search. */
  readonly more: boolean;
}

const mostEntries = 1_000;
const usualDays = 30;

export function searchTrail(oversight: Oversight, actor: Actor, query: TrailQuery): Promise<TrailSearch> {
  const act = { action: 'search-audit', resource: theSystem, subject: 'audit', detail: { ...query } } as const;
  return perform(oversight, actor, act, async (now): Promise<Done<TrailSearch>> => {
    const today = dayOf(now, oversight.zone);
    const until = query.until ?? today;
    const from = query.from ?? addDays(until, -usualDays);
    const period = { since: endOf(addDays(from, -1), oversight.zone), until: endOf(until, oversight.zone) };
    const found: AuditEntry[] = [];
    let count = 0;
    for (const head of await oversight.ledger.auditHeads()) {
      const kept: AuditEntry[] = [];
      for await (const entry of entriesOf(oversight.ledger, head, period)) {
        if (!matches(entry, query)) continue;
        count++;
        kept.push(entry);
        // The newest are shown; of older ones it is enough that they exist.
        if (kept.length === 2 * mostEntries) kept.splice(0, mostEntries);
      }
      found.push(...kept);
    }
    const entries = found.sort((a, b) => b.event.at - a.event.at || b.number - a.number).slice(0, mostEntries);
    return { changes: [], value: { entries, more: count > entries.length }, detail: { results: count } };
  });
}

/** Clocks may go back by a little while the trail goes on; an hour is more than any that oversight puts up with. */
const slack = 3_600_000;

/** Entries of a chain within a time (milliseconds since the epoch, `until` excluded), in order. */
export async function* entriesOf(
  ledger: Ledger,
  { chain, number }: AuditEntry,
  { since, until }: { readonly since: number; readonly until: number },
): AsyncGenerator<AuditEntry> {
  for await (const entry of ledger.auditEntries(chain, await lastBefore(ledger, chain, number, since - slack))) {
    if (entry.event.at > until + slack) return;
    if (entry.event.at >= since && entry.event.at < until) yield entry;
  }
}

/** Number of an entry before that time, found by halving: a trail of years is not read for a day of it. */
async function lastBefore(ledger: Ledger, chain: string, last: number, time: number): Promise<number> {
  let before = 0;
  let after = last + 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if ((await timeOf(ledger, chain, middle)) < time) before = middle;
    else after = middle;
  }
  return before;
}

async function timeOf(ledger: Ledger, chain: string, number: number): Promise<number> {
  for await (const { event } of ledger.auditEntries(chain, number - 1)) return event.at;
  return Number.POSITIVE_INFINITY;
}

function matches({ event }: AuditEntry, { actor, action, subject }: TrailQuery): boolean {
  return (
    (actor === undefined || event.actor === actor) &&
    (action === undefined || event.action === action || event.action.startsWith(`${action}-`)) &&
    (subject === undefined || event.subject === subject)
  );
}
