// One's own held mail: facts, never content, and whether somebody read it.
import { type HeldItem, partiesOf } from '../../model/ledger.ts';
import type { Actor } from '../access/actor.ts';
import { personResource } from '../access/resource.ts';
import { demand, find, list, NotFound, type Oversight } from '../act.ts';
import type { Case, Purpose } from '../cases/case.ts';
import type { Reading } from '../cases/read-item.ts';
import type { Person } from '../people/person.ts';

export interface OwnHeldItem {
  readonly id: string;
  readonly retainedAt: number;
  readonly direction: HeldItem['direction'];
  readonly class: HeldItem['class'];
  readonly state: HeldItem['state'];
  readonly from: string;
  /** Of what one sent, those whom the item concerns; of what one gets, oneself alone: others may be hidden from each other. */
  readonly to: readonly string[];
  /** Clauses of the policy. */
  readonly reasons: readonly string[];
  readonly read: readonly OwnReading[];
}

/** That it was read: by whom is the case's own affair. */
export interface OwnReading {
  readonly purpose: Purpose;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface OwnHeld {
  /** Newest first. */
  readonly items: readonly OwnHeldItem[];
  /** There are older ones that are not shown. */
  readonly more: boolean;
}

const mostItems = 500;

export async function listOwnHeld(oversight: Oversight, actor: Actor): Promise<OwnHeld> {
  demand(oversight, actor, 'list-own-held', personResource({ id: actor.person, manager: null }));
  const own = await ownAddresses(oversight, actor);
  const found = new Map<string, HeldItem>();
  let more = false;
  for (const party of own) {
    let count = 0;
    for await (const item of oversight.ledger.heldItems({ party })) {
      more ||= count === mostItems;
      if (count++ === mostItems) break;
      found.set(item.id, item);
    }
  }
  const newest = [...found.values()].sort((a, b) => b.retainedAt - a.retainedAt || (a.id < b.id ? -1 : 1));
  const told = new Map<string, Promise<Purpose | null>>();
  const shown = newest.slice(0, mostItems).map((item) => shownTo(own, item, oversight, told));
  return { items: await Promise.all(shown), more: more || newest.length > mostItems };
}

/** Lower case; none for somebody whom nobody told of. */
export async function ownAddresses({ ledger }: Oversight, { person }: Actor): Promise<ReadonlySet<string>> {
  const found = await find<Person>(ledger, 'person', person);
  return new Set(found?.value.addresses.map((address) => address.toLowerCase()));
}

/** Whether the person sent it or it concerns them. */
export async function isOwn(oversight: Oversight, actor: Actor, id: string): Promise<boolean> {
  const item = await oversight.ledger.heldItem(id);
  return item !== null && isOf(await ownAddresses(oversight, actor), item);
}

function isOf(own: ReadonlySet<string>, item: HeldItem): boolean {
  return [...partiesOf(item)].some((party) => own.has(party));
}

/** Rejects with NotFound for an item that is not the person's own, as for one that does not exist. */
export async function mustBeOwn(oversight: Oversight, actor: Actor, id: string): Promise<HeldItem> {
  const own = await ownAddresses(oversight, actor);
  const item = await oversight.ledger.heldItem(id);
  if (item === null || !isOf(own, item)) throw new NotFound('item');
  return item;
}

async function shownTo(
  own: ReadonlySet<string>,
  item: HeldItem,
  oversight: Oversight,
  told: Map<string, Promise<Purpose | null>>,
): Promise<OwnHeldItem> {
  const { id, retainedAt, direction, class: heldClass, state, envelope, recipients } = item;
  const sent = own.has(envelope.mailFrom.toLowerCase());
  const concerned = recipients.filter(({ address }) => sent || own.has(address.toLowerCase()));
  return {
    id,
    retainedAt,
    direction,
    class: heldClass,
    state,
    from: envelope.mailFrom,
    to: concerned.map(({ address }) => address),
    reasons: [...new Set(concerned.flatMap(({ reasons }) => reasons.map(({ clause }) => clause)))],
    read: await readingsOf(id, oversight, told),
  };
}

/** What a case withholds is not counted anywhere: an answer with it is the same as one without. */
async function readingsOf(
  item: string,
  { ledger }: Oversight,
  told: Map<string, Promise<Purpose | null>>,
): Promise<readonly OwnReading[]> {
  const readings: OwnReading[] = [];
  for await (const { value } of list<Reading>(ledger, 'reading', `${item}/`)) {
    const purpose = told.get(value.case) ?? purposeIfTold(value.case, { ledger });
    told.set(value.case, purpose);
    const known = await purpose;
    if (known !== null) readings.push({ purpose: known, firstAt: value.firstAt, lastAt: value.lastAt });
  }
  return readings.sort((a, b) => a.firstAt - b.firstAt);
}

async function purposeIfTold(id: string, { ledger }: Pick<Oversight, 'ledger'>): Promise<Purpose | null> {
  const found = await find<Case>(ledger, 'case', id);
  return found?.value.told.yes === true ? found.value.purpose : null;
}
