// The Ledger port on DynamoDB: records, the indexes that find them, and what a commit notes beside.
import { outcomes } from '../../core/model/decision.ts';
import {
  type AttemptRecord,
  type AuditEntry,
  type HeldItem,
  type LedgerChange,
  type MessageRecord,
  partiesOf,
  type QueuedNotice,
  type RecordKind,
  type StoredRecord,
} from '../../core/model/ledger.ts';
import type { Clock, Ledger } from '../../core/ports.ts';
import * as layout from './dynamo-layout.ts';
import { readRecord, storedAll } from './dynamo-records.ts';
import { type DynamoTable, type Item, type Key, lastCharacter } from './dynamo-table.ts';
import { type Commit, ledgerCommit } from './ledger-commit.ts';
import { openDraft } from './ledger-draft.ts';

const pageSize = 100;
/** Milliseconds. */
const hour = 3_600_000;

export interface DynamoLedger extends Ledger {
  /** Also writes what is no record of the ledger's, together with the changes or not at all. */
  readonly commit: Commit;
}

export function dynamoLedger(table: DynamoTable, clock: Clock = Date.now): DynamoLedger {
  const daysKnown = new Set<string>();
  const commit = ledgerCommit(table, clock);
  return {
    async commit(changes, beside) {
      await noteDays(table, changes, daysKnown);
      await noteParties(table, changes);
      await commit(changes, beside);
    },
    attempt: (id) => readValue(table, layout.attemptKind, id),
    latestAttempt: (key) => latestAttempt(table, key),
    unfinished: () => unfinished(table),
    heldItem: (id) => readValue(table, layout.heldKind, id),
    heldItems: (filter) => heldItems(table, filter),
    message: (by) => message(table, by),
    dueNotices: (now, limit) => dueNotices(table, now, limit),
    counts: (since) => counts(table, since),
    messages: (period) => messages(table, period),
    record: (kind, id) => oversightRecord(table, kind, id),
    records: (kind, prefix = '') => oversightRecords(table, kind, prefix),
    auditHeads: () => auditHeads(table),
    auditEntries: (chain, after) => auditEntries(table, chain, after),
  };
}

async function readValue<T>(table: DynamoTable, kind: layout.Kind<T>, id: string): Promise<T | null> {
  return (await readRecord(table, kind, id))?.value ?? null;
}

/** Values of the records that an index named, in its order. */
async function* valuesOf<T>(table: DynamoTable, keys: AsyncIterable<Key>): AsyncGenerator<T> {
  for await (const page of inPages(keys)) {
    const found = new Map((await table.getAll(page)).map((item) => [`${item.pk}\0${item.sk}`, item]));
    const items = page.map(({ pk, sk }) => found.get(`${pk}\0${sk}`)).filter((item) => item !== undefined);
    for (const { value } of await storedAll<T>(table, items)) yield value;
  }
}

async function* inPages<T>(all: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let page: T[] = [];
  for await (const one of all) {
    page.push(one);
    if (page.length === pageSize) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

async function latestAttempt(table: DynamoTable, key: string): Promise<AttemptRecord | null> {
  const query = { pk: layout.attemptPartition(key), ...layout.attemptRange, newestFirst: true, limit: 1 };
  const items = await Array.fromAsync(table.query(query));
  const [latest] = await storedAll<AttemptRecord>(table, items);
  return latest?.value ?? null;
}

async function* unfinished(table: DynamoTable): AsyncGenerator<AttemptRecord> {
  const shards = Array.from({ length: layout.openShards }, (_, n) =>
    table.query({ index: 'by-state', pk: `OPEN#${n}` }),
  );
  yield* valuesOf(
    table,
    merged(shards, (a, b) => String(a.gsi1sk).localeCompare(String(b.gsi1sk))),
  );
}

/** Several ordered sources as one. */
async function* merged<T>(sources: readonly AsyncIterable<T>[], compare: (a: T, b: T) => number): AsyncGenerator<T> {
  const heads = await Promise.all(
    sources.map(async (source) => {
      const iterator = source[Symbol.asyncIterator]();
      return { iterator, next: await iterator.next() };
    }),
  );
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done === true) continue;
      if (first === undefined || first.next.done === true || compare(head.next.value, first.next.value) < 0)
        first = head;
    }
    if (first === undefined || first.next.done === true) return;
    yield first.next.value;
    first.next = await first.iterator.next();
  }
}

async function* heldItems(table: DynamoTable, filter: Parameters<Ledger['heldItems']>[0]): AsyncGenerator<HeldItem> {
  const fits = (item: HeldItem) =>
    (filter.class === undefined || item.class === filter.class) &&
    (filter.state === undefined || item.state === filter.state) &&
    (filter.attempt === undefined || item.attempt === filter.attempt) &&
    (filter.party === undefined || partiesOf(item).has(filter.party));
  if (filter.party !== undefined) return yield* heldOfParty(table, filter.party, fits);
  if (filter.attempt !== undefined) return yield* heldOfAttempt(table, filter.attempt, fits);
  const states = filter.state === undefined ? (['kept', 'released', 'disposed'] as const) : [filter.state];
  const sources = states.map((state) => table.query({ index: 'by-state', pk: `HELD#${state}`, newestFirst: true }));
  const newestFirst = (a: Item, b: Item) => String(b.gsi1sk).localeCompare(String(a.gsi1sk));
  for await (const item of valuesOf<HeldItem>(table, merged(sources, newestFirst))) if (fits(item)) yield item;
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
  fits: (item: HeldItem) => boolean,
): AsyncGenerator<HeldItem> {
  for await (const { sk } of table.query({ pk: layout.partyPartition(party), newestFirst: true })) {
    // The pointer is written first: its item may never have come, or have been there from earlier.
    const item = await readValue(table, layout.heldKind, sk.slice(sk.indexOf('#') + 1));
    if (item !== null && layout.partyPointer(party, item).sk === sk && fits(item)) yield item;
  }
}

const mostPointers = 25;

/** Before the item itself: it may concern more people than fit into its transaction. */
async function noteParties(table: DynamoTable, changes: readonly LedgerChange[]): Promise<void> {
  for (const change of changes) {
    if (change.type !== 'retain') continue;
    const pointers = [...partiesOf(change.item)].map((party) => layout.partyPointer(party, change.item));
    for (let at = 0; at < pointers.length; at += mostPointers)
      await table.write(
        pointers.slice(at, at + mostPointers).map((key) => ({ type: 'put', item: { ...key } }) as const),
      );
  }
}

async function message(
  table: DynamoTable,
  by: { attempt: string } | { messageId: string },
): Promise<MessageRecord | null> {
  if ('attempt' in by) return readValue(table, layout.messageKind, by.attempt);
  const query = { index: 'by-state', pk: `MESSAGE#${by.messageId}`, newestFirst: true, limit: 1 } as const;
  const [newest] = await Array.fromAsync(valuesOf<MessageRecord>(table, table.query(query)));
  return newest ?? null;
}

async function dueNotices(table: DynamoTable, now: number, limit: number): Promise<readonly QueuedNotice[]> {
  const due: QueuedNotice[] = [];
  const seen = new Set<string>();
  const queued = table.query({ index: 'by-state', pk: 'NOTICE#due' });
  for await (const stored of valuesOf<layout.StoredNotice>(table, queued)) {
    if (due.length >= limit) break;
    const { notice } = stored;
    // The index may still name what was sent a moment ago.
    if (!stored.due || (notice.throttleKey !== null && seen.has(notice.throttleKey))) continue;
    if (notice.throttleKey !== null) seen.add(notice.throttleKey);
    if (await isThrottled(table, notice.throttleKey, now)) await forget(table, notice.id);
    else due.push({ ...notice, raw: Buffer.from(notice.raw, 'base64') });
  }
  return due;
}

async function isThrottled(table: DynamoTable, throttleKey: string | null, now: number): Promise<boolean> {
  if (throttleKey === null) return false;
  const last = await table.get(layout.throttleKeyOf(throttleKey));
  return last !== null && Number(last.sentAt) > now - hour;
}

async function forget(table: DynamoTable, id: string): Promise<void> {
  const draft = await openDraft(table, [{ kind: layout.noticeKind, id }]);
  const stored = draft.get(layout.noticeKind, id);
  if (stored?.due !== true) return;
  draft.set(layout.noticeKind, id, { notice: { ...stored.notice, raw: '' }, due: false });
  await table.write(draft.writes());
}

const daysPartition = 'DAYS';

/** Days on which messages were recorded, so that a count over years need not ask for every day of them. */
async function noteDays(table: DynamoTable, changes: readonly LedgerChange[], known: Set<string>): Promise<void> {
  for (const change of changes) {
    if (change.type !== 'message') continue;
    const day = layout.dayOf(change.record.at);
    if (known.has(day)) continue;
    await table.write([{ type: 'put', item: { pk: daysPartition, sk: day } }]);
    known.add(day);
  }
}

async function* inPeriod(table: DynamoTable, { since, until }: { since: number; until: number }): AsyncGenerator<Item> {
  const to = Number.isFinite(until) ? layout.dayOf(until) : undefined;
  const days = table.query({
    pk: daysPartition,
    from: layout.dayOf(since),
    ...(to === undefined ? {} : { to }),
    newestFirst: true,
  });
  for await (const { sk: day } of days) {
    const from = layout.sortable(since);
    const end = Number.isFinite(until) ? layout.sortable(until) : lastCharacter;
    yield* table.query({ index: 'by-day', pk: `DAY#${day}`, from, to: end, newestFirst: true });
  }
}

async function counts(table: DynamoTable, since: number): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = Object.fromEntries(outcomes.map((outcome) => [outcome, 0]));
  for await (const { gsi2sk } of inPeriod(table, { since, until: Number.POSITIVE_INFINITY })) {
    const outcome = String(gsi2sk).slice(String(gsi2sk).lastIndexOf('#') + 1);
    found[outcome] = (found[outcome] ?? 0) + 1;
  }
  return found;
}

async function* messages(table: DynamoTable, period: { since: number; until: number }): AsyncGenerator<MessageRecord> {
  yield* valuesOf<MessageRecord>(table, inPeriod(table, period));
}

async function oversightRecord(table: DynamoTable, kind: RecordKind, id: string): Promise<StoredRecord | null> {
  const found = await readRecord(table, layout.recordKind(kind), id);
  return found === null ? null : { id, version: found.version, value: found.value };
}

async function* oversightRecords(table: DynamoTable, kind: RecordKind, prefix: string): AsyncGenerator<StoredRecord> {
  const { pk } = layout.recordKind(kind).key('');
  const range = prefix === '' ? {} : { from: prefix, to: `${prefix}${lastCharacter}` };
  for await (const page of inPages(table.query({ pk, ...range }))) {
    const found = await storedAll<unknown>(table, page);
    yield* found.map(({ version, value }, n) => ({ id: page[n]?.sk ?? '', version, value }));
  }
}

async function auditHeads(table: DynamoTable): Promise<readonly AuditEntry[]> {
  const items = await table.getAll(layout.chainNames.map((chain) => layout.headKind.key(chain)));
  const heads = (await storedAll<AuditEntry>(table, items)).map(({ value }) => value);
  return heads.sort((a, b) => (a.chain < b.chain ? -1 : 1));
}

async function* auditEntries(table: DynamoTable, chain: string, after: number): AsyncGenerator<AuditEntry> {
  const { pk } = layout.headKind.key(chain);
  const range = { from: layout.entrySort(after + 1), to: layout.entrySort(999_999_999_999) };
  for await (const page of inPages(table.query({ pk, ...range }))) {
    for (const { value } of await storedAll<AuditEntry>(table, page)) yield value;
  }
}
