// The queue of held mail for Corporate Security: a page at a time, however long it is, and how much waits for which reason.
import type { HeldItem, HeldPlace } from '../../model/ledger.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { demand, type Oversight } from '../act.ts';
import { addDays, endOf } from '../calendar.ts';

export interface QueueFilter extends Pick<Partial<HeldItem>, 'class' | 'state'> {
  readonly party?: string;
  /** A clause that stopped it; then only what is kept, of `class` (held, where it is not said). */
  readonly reason?: string;
  /** Days on which it was stopped, both included. */
  readonly from?: string;
  readonly until?: string;
  /** What `next` of the page before said. */
  readonly after?: string;
  /** Items in a page, at most 500. */
  readonly limit?: number;
}

export interface QueuePage {
  /** Newest first. */
  readonly items: readonly HeldItem[];
  readonly more: boolean;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

const usualItems = 100;

/** Rejects with Refused when `after` is no place of a queue. */
export async function listHeld(oversight: Oversight, actor: Actor, filter: QueueFilter): Promise<QueuePage> {
  demand(oversight, actor, 'list-held', theSystem);
  const { party, reason, after, from, until, limit = usualItems, ...others } = filter;
  const since = from === undefined ? Number.NEGATIVE_INFINITY : endOf(addDays(from, -1), oversight.zone);
  const place = after === undefined ? endOfDay(until, oversight) : placeOf(after);
  const found = oversight.ledger.heldItems({
    ...others,
    ...(party === undefined ? {} : { party: party.toLowerCase() }),
    ...(reason === undefined ? {} : { reason: { class: others.class ?? 'held', clause: reason } }),
    ...(place === null ? {} : { after: place }),
  });
  const items: HeldItem[] = [];
  for await (const item of found) {
    const last = items.at(-1);
    if (item.retainedAt < since) break;
    if (items.length === limit && last !== undefined) return { items, more: true, next: textOf(last) };
    items.push(item);
  }
  return { items, more: false, next: null };
}

/** No item has the empty id, so that the place lies before all of them. */
function endOfDay(day: string | undefined, { zone }: Oversight): HeldPlace | null {
  return day === undefined ? null : { retainedAt: endOf(day, zone), id: '' };
}

function textOf({ retainedAt, id }: HeldPlace): string {
  return `${retainedAt}-${id}`;
}

function placeOf(text: string): HeldPlace {
  const [, at, id] = /^(\d{1,15})-([\w-]{1,64})$/.exec(text) ?? [];
  if (at === undefined || id === undefined)
    throw new Refused('this is no place in the list; begin with its first page');
  return { retainedAt: Number(at), id };
}

/** Counted so far; more of one reason is more than anybody looks at one by one. */
const mostCounted = 1_000;

export interface HeldReasonCount {
  readonly clause: string;
  /** Kept items. */
  readonly items: number;
  /** There are that many or more. */
  readonly atLeast: boolean;
}

/** Most first. */
export async function countHeldReasons(
  oversight: Oversight,
  actor: Actor,
  heldClass: HeldItem['class'],
): Promise<readonly HeldReasonCount[]> {
  demand(oversight, actor, 'list-held', theSystem);
  const counts = await oversight.ledger.heldReasons(heldClass, mostCounted);
  return Object.entries(counts)
    .map(([clause, items]) => ({ clause, items, atLeast: items >= mostCounted }))
    .sort((a, b) => b.items - a.items || (a.clause < b.clause ? -1 : 1));
}
