// Held items by what they are looked for: state, whose mail, why; and the pointers that make them found.
import { heldStates } from '../../core/model/held-state.ts';
import {
  type HeldItem,
  type HeldPlace,
  type LedgerChange,
  partiesOf,
  stoppingClauses,
} from '../../core/model/ledger.ts';
import type { Ledger } from '../../core/ports.ts';
import * as layout from './dynamo-layout.ts';
import type { DynamoTable, Item, Key, Query } from './dynamo-table.ts';
import { merged, readValue, valuesOf } from './dynamo-values.ts';

type Filter = Parameters<Ledger['heldItems']>[0];

export async function* heldItems(table: DynamoTable, filter: Filter): AsyncGenerator<HeldItem> {
  const fits = (item: HeldItem) => isWanted(item, filter);
  const range = rangeAfter(filter.after);
  if (filter.party !== undefined) return yield* heldOfParty(table, filter.party, range, fits);
  if (filter.attempt !== undefined) return yield* heldOfAttempt(table, filter.attempt, fits);
  for await (const item of valuesOf<HeldItem>(table, keysOf(table, filter, range))) if (fits(item)) yield item;
}

function isWanted(item: HeldItem, filter: Filter): boolean {
  return (
    (filter.class === undefined || item.class === filter.class) &&
    (filter.state === undefined || item.state === filter.state) &&
    (filter.attempt === undefined || item.attempt === filter.attempt) &&
    (filter.party === undefined || partiesOf(item).has(filter.party)) &&
    (filter.reason === undefined || isStoppedBy(item, filter.reason)) &&
    (filter.after === undefined || comesAfter(item, filter.after))
  );
}

function isStoppedBy(item: HeldItem, reason: NonNullable<Filter['reason']>): boolean {
  return item.state === 'kept' && item.class === reason.class && stoppingClauses(item).has(reason.clause);
}

function comesAfter({ retainedAt, id }: HeldPlace, place: HeldPlace): boolean {
  return retainedAt < place.retainedAt || (retainedAt === place.retainedAt && id < place.id);
}

type Range = Pick<Query, 'newestFirst' | 'to'>;

function rangeAfter(place: HeldPlace | undefined): Range {
  return { newestFirst: true, ...(place === undefined ? {} : { to: layout.heldPlace(place) }) };
}

async function* keysOf(table: DynamoTable, { state, reason }: Filter, range: Range): AsyncGenerator<Key> {
  if (reason !== undefined) {
    for await (const { sk } of table.query({ pk: layout.reasonPartition(reason), ...range }))
      yield layout.heldKind.key(layout.itemAt(sk));
    return;
  }
  const states = state === undefined ? heldStates : [state];
  const sources = states.map((each) => table.query({ index: 'by-state', pk: `HELD#${each}`, ...range }));
  yield* merged(sources, (a: Item, b: Item) => String(b.gsi1sk).localeCompare(String(a.gsi1sk)));
}

async function* heldOfAttempt(
  table: DynamoTable,
  attempt: string,
  fits: (item: HeldItem) => boolean,
): AsyncGenerator<HeldItem> {
  const pointers = await Array.fromAsync(table.query(layout.heldOfAttempt(attempt)));
  const ids = pointers.map(({ sk }) => sk.slice(sk.lastIndexOf('#') + 1));
  const found = await Promise.all(ids.map((id) => readValue(table, layout.heldKind, id)));
  yield* found
    .filter((item) => item !== null)
    .filter(fits)
    .sort((a, b) => b.retainedAt - a.retainedAt);
}

async function* heldOfParty(
  table: DynamoTable,
  party: string,
  range: Range,
  fits: (item: HeldItem) => boolean,
): AsyncGenerator<HeldItem> {
  for await (const { sk } of table.query({ pk: layout.partyPartition(party), ...range })) {
    // The pointer is written first: its item may never have come, or have been there from earlier.
    const item = await readValue(table, layout.heldKind, layout.itemAt(sk));
    if (item !== null && layout.partyPointer(party, item).sk === sk && fits(item)) yield item;
  }
}

export async function heldReasons(
  table: DynamoTable,
  heldClass: HeldItem['class'],
  most: number,
): Promise<Readonly<Record<string, number>>> {
  const clauses = await Array.fromAsync(table.query({ pk: layout.reasonsPartition(heldClass) }), ({ sk }) => sk);
  const counts = await Promise.all(
    clauses.map(async (clause) => {
      const pk = layout.reasonPartition({ class: heldClass, clause });
      return [clause, (await Array.fromAsync(table.query({ pk, limit: most }))).length] as const;
    }),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Clauses that stopped something, so that queues by reason need not know the policy. */
export async function noteReasons(
  table: DynamoTable,
  changes: readonly LedgerChange[],
  known: Set<string>,
): Promise<void> {
  for (const change of changes) {
    if (change.type !== 'retain') continue;
    const pk = layout.reasonsPartition(change.item.class);
    for (const clause of stoppingClauses(change.item)) {
      if (known.has(`${pk}#${clause}`)) continue;
      await table.write([{ type: 'put', item: { pk, sk: clause } }]);
      known.add(`${pk}#${clause}`);
    }
  }
}

const mostPointers = 25;

/** Before the item itself: it may concern more people than fit into its transaction. */
export async function noteParties(table: DynamoTable, changes: readonly LedgerChange[]): Promise<void> {
  for (const change of changes) {
    if (change.type !== 'retain') continue;
    const pointers = [...partiesOf(change.item)].map((party) => layout.partyPointer(party, change.item));
    for (let at = 0; at < pointers.length; at += mostPointers)
      await table.write(
        pointers.slice(at, at + mostPointers).map((key) => ({ type: 'put', item: { ...key } }) as const),
      );
  }
}
