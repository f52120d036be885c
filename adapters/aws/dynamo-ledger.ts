// The Ledger port on DynamoDB: records, the indexes that find them, and what a commit notes beside.
import { outcomes } from '../../core/model/decision.ts';
import type {
  AttemptRecord,
  AuditEntry,
  LedgerChange,
  MessageRecord,
  QueuedNotice,
  RecordKind,
  StoredRecord,
} from '../../core/model/ledger.ts';
import type { Clock, Ledger } from '../../core/ports.ts';
import { heldItems, heldReasons, noteParties, noteReasons } from './dynamo-held.ts';
import * as layout from './dynamo-layout.ts';
import { readRecord, storedAll } from './dynamo-records.ts';
import { type DynamoTable, type Item, lastCharacter } from './dynamo-table.ts';
import { inPages, merged, readValue, valuesOf } from './dynamo-values.ts';
import { ledgerCommit } from './ledger-commit.ts';
import { openDraft } from './ledger-draft.ts';

/** Milliseconds. */
const hour = 3_600_000;

export function dynamoLedger(table: DynamoTable, clock: Clock = Date.now): Ledger {
  const daysKnown = new Set<string>();
  const reasonsKnown = new Set<string>();
  const commit = ledgerCommit(table, clock);
  return {
    async commit(changes) {
      await noteDays(table, changes, daysKnown);
      await noteParties(table, changes);
      await noteReasons(table, changes, reasonsKnown);
      await commit(changes);
    },
    attempt: (id) => readValue(table, layout.attemptKind, id),
    latestAttempt: (key) => latestAttempt(table, key),
    unfinished: () => unfinished(table),
    heldItem: (id) => readValue(table, layout.heldKind, id),
    heldItems: (filter) => heldItems(table, filter),
    heldReasons: (heldClass, most) => heldReasons(table, heldClass, most),
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
