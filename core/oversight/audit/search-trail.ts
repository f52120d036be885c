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
/** One more tells that there are more. */
const mostKept = mostEntries + 1;
const usualDays = 30;

export function searchTrail(oversight: Oversight, actor: Actor, query: TrailQuery): Promise<TrailSearch> {
  const act = { action: 'search-audit', resource: theSystem, subject: 'audit', detail: { ...query } } as const;
  return perform(oversight, actor, act, async (now): Promise<Done<TrailSearch>> => {
    const today = dayOf(now, oversight.zone);
    const until = query.until ?? today;
    const from = query.from ?? addDays(until, -usualDays);
    const period = { since: endOf(addDays(from, -1), oversight.zone), until: endOf(until, oversight.zone) };
    const found: AuditEntry[] = [];
    for (const head of await oversight.ledger.auditHeads())
      found.push(...(await newest(oversight.ledger, head, { ...period, query })));
    found.sort((a, b) => b.event.at - a.event.at || b.number - a.number);
    const entries = found.slice(0, mostEntries);
    const more = found.length > mostEntries;
    return { changes: [], value: { entries, more }, detail: { results: entries.length, more } };
  });
}

type Wanted = Period & { readonly query: TrailQuery };

/** Of a chain, from its end: one more than are shown at most. Looks further back in ever longer steps. */
async function newest(ledger: Ledger, head: AuditEntry, { query, ...period }: Wanted): Promise<AuditEntry[]> {
  const first = await lastBefore(ledger, head, period.since - slack);
  let end = 1 + (await lastBefore(ledger, head, period.until + slack));
  let found: AuditEntry[] = [];
  for (let step = mostEntries; end > first + 1 && found.length < mostKept; step *= 2) {
    const begin = Math.max(first, end - 1 - step);
    const older: AuditEntry[] = [];
    for await (const entry of ledger.auditEntries(head.chain, begin, { ...query, before: end })) {
      if (entry.number >= end) break;
      if (!isWithin(entry, period) || !matches(entry, query)) continue;
      // A long step may match millions: of them only the newest are kept.
      if (older.length === 2 * mostKept) older.splice(0, mostKept);
      older.push(entry);
    }
    found = [...older, ...found].slice(-mostKept);
    end = begin + 1;
  }
  return found;
}

interface Period {
  /** Milliseconds since the epoch; `until` is excluded. */
  readonly since: number;
  readonly until: number;
}

function isWithin({ event }: AuditEntry, { since, until }: Period): boolean {
  return event.at >= since && event.at < until;
}

/** Clocks may go back by a little while the trail goes on; an hour is more than any that oversight puts up with. */
const slack = 3_600_000;

/** Entries of a chain within a time, in order. */
export async function* entriesOf(ledger: Ledger, head: AuditEntry, period: Period): AsyncGenerator<AuditEntry> {
  for await (const entry of ledger.auditEntries(head.chain, await lastBefore(ledger, head, period.since - slack))) {
    if (entry.event.at > period.until + slack) return;
    if (isWithin(entry, period)) yield entry;
  }
}

/** Number of an entry before that time, found by halving: a trail of years is not read for a day of it. */
async function lastBefore(ledger: Ledger, { chain, number }: AuditEntry, time: number): Promise<number> {
  let before = 0;
  let after = number + 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if ((await timeOf(ledger, chain, middle)) < time) before = middle;
    else after = middle;
  }
  return before;
}

async function timeOf(ledger: Ledger, chain: string, number: number): Promise<number> {
  for await (const { event } of ledger.auditEntries(chain, number - 1, { before: number + 1 })) return event.at;
  return Number.POSITIVE_INFINITY;
}

function matches({ event }: AuditEntry, { actor, action, subject }: TrailQuery): boolean {
  return (
    (actor === undefined || event.actor === actor) &&
    (action === undefined || event.action === action || event.action.startsWith(`${action}-`)) &&
    (subject === undefined || event.subject === subject)
  );
}
