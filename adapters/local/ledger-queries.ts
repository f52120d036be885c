// Reads the ledger's tables. Long answers come in pages, so that no reader keeps the database from a writer.
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { outcomes } from '../../core/model/decision.ts';
import type {
  AttemptRecord,
  AuditEntry,
  HeldItem,
  MessageRecord,
  QueuedNotice,
  RecipientRecord,
  RecordKind,
  StoredRecord,
} from '../../core/model/ledger.ts';
import type { Ledger, WantedEntries } from '../../core/ports.ts';
import { onlyChain } from './ledger-changes.ts';
import { mostParties, partyMessages } from './party-messages.ts';

export const pageSize = 200;
/** Messages are read by the hundred thousand, for previews and reports. */
const messagesPage = 500;
const hour = 3_600_000;

/** Where the next page begins: the place of the last row of the one before; null for the first page. */
export interface PageStart {
  readonly at: number;
  readonly id: string;
}

type Row = Record<string, SQLOutputValue>;

export function ledgerQueries(database: DatabaseSync) {
  return {
    ...attemptQueries(database),
    ...heldQueries(database),
    ...recordQueries(database),
    ...auditQueries(database),
    ...oversightQueries(database),
    ...noticeQueries(database),
  };
}

export type LedgerQueries = ReturnType<typeof ledgerQueries>;

function attemptQueries(database: DatabaseSync) {
  const byId = database.prepare('SELECT * FROM attempt WHERE id = ?');
  // Ids end in a count without leading zeros: the longer is the later, then the greater. '/' follows '.' in ASCII.
  const newest = database.prepare(
    "SELECT * FROM attempt WHERE id > ?1 || '.' AND id < ?1 || '/' ORDER BY length(id) DESC, id DESC LIMIT 1",
  );
  const recipients = database.prepare(
    'SELECT address, state, outcome, acknowledged_at AS acknowledgedAt FROM recipient WHERE attempt = ? ORDER BY place',
  );
  const unfinished = database.prepare(
    `SELECT id FROM attempt WHERE id IN (SELECT attempt FROM recipient WHERE unfinished = 1) ORDER BY opened_at, id`,
  );
  const record = (row: Row): AttemptRecord => ({
    attempt: {
      id: String(row.id),
      direction: row.direction as AttemptRecord['attempt']['direction'],
      envelope: JSON.parse(String(row.envelope)),
      openedAt: Number(row.opened_at),
      bytes: Number(row.bytes),
    },
    recipients: recipients.all(String(row.id)).map((found) => ({ ...found }) as unknown as RecipientRecord),
  });
  return {
    attempt: (id: string) => firstOf(byId.get(id), record),
    latestAttempt: (key: string) => firstOf(newest.get(key), record),
    attempts: (ids: readonly string[]) => ids.flatMap((id) => byId.all(id).map(record)),
    /** All of them at once: no index has this order, and to sort anew for each page is quadratic. */
    unfinishedIds: () => unfinished.all().map(({ id }) => String(id)),
  };
}

export type HeldFilter = Parameters<Ledger['heldItems']>[0];

type Values = Readonly<Record<string, string | number>>;

/** One form for each set of conditions, so that each walks the index that fits it. */
export function heldList(
  filter: HeldFilter,
  after: PageStart | null,
): { readonly sql: string; readonly values: Values } {
  const { class: heldClass, state, attempt, party, reason } = filter;
  const { from, at, id } = placesOf(filter);
  const conditions: readonly (readonly [string, Values] | null)[] = [
    party === undefined ? null : ['place.address = $party', { party }],
    reason === undefined ? null : [reasonCondition(filter), { of: reason.class, clause: reason.clause }],
    heldClass === undefined ? null : ['held.class = $class', { class: heldClass }],
    state === undefined ? null : ['held.state = $state', { state }],
    attempt === undefined ? null : ['held.attempt = $attempt', { attempt }],
    after === null ? null : [`(${at}, ${id}) < ($at, $id)`, { at: after.at, id: after.id }],
  ];
  const given = conditions.filter((each) => each !== null);
  const where = given.length === 0 ? '' : `WHERE ${given.map(([condition]) => condition).join(' AND ')}`;
  return {
    sql: `SELECT held.* FROM ${from} ${where} ORDER BY ${at} DESC, ${id} DESC LIMIT ${pageSize}`,
    values: Object.assign({}, ...given.map(([, values]) => values)),
  };
}

/** The table whose order is followed. */
function placesOf({ party, reason }: HeldFilter): { readonly from: string; readonly at: string; readonly id: string } {
  if (party === undefined && reason === undefined) return { from: 'held', at: 'held.retained_at', id: 'held.id' };
  const table = party === undefined ? 'held_reason' : 'held_party';
  // By both columns: then an index of the other conditions can answer for most rows, without the items themselves.
  const from = `${table} AS place CROSS JOIN held ON held.id = place.item AND held.retained_at = place.retained_at`;
  return { from, at: 'place.retained_at', id: 'place.item' };
}

function reasonCondition({ party }: HeldFilter): string {
  if (party === undefined) return 'place.class = $of AND place.clause = $clause';
  return `EXISTS (SELECT 1 FROM held_reason AS reason WHERE reason.class = $of AND reason.clause = $clause
    AND reason.retained_at = place.retained_at AND reason.item = place.item)`;
}

function heldQueries(database: DatabaseSync) {
  const byId = database.prepare('SELECT * FROM held WHERE id = ?');
  const lists = new Map<string, StatementSync>();
  // Each clause of a class in one step of the index, however many items it stopped.
  const reasons = database.prepare(
    `WITH RECURSIVE known (clause) AS (
       SELECT min(clause) FROM held_reason WHERE class = ?1
       UNION ALL
       SELECT (SELECT min(clause) FROM held_reason WHERE class = ?1 AND clause > known.clause) FROM known
       WHERE known.clause IS NOT NULL
     )
     SELECT clause, (SELECT count(*) FROM (SELECT 1 FROM held_reason WHERE class = ?1 AND clause = known.clause LIMIT ?2))
     AS count FROM known WHERE clause IS NOT NULL`,
  );
  const item = (row: Row): HeldItem => ({
    id: String(row.id),
    attempt: String(row.attempt),
    class: row.class as HeldItem['class'],
    retainedAt: Number(row.retained_at),
    direction: row.direction as HeldItem['direction'],
    envelope: JSON.parse(String(row.envelope)),
    recipients: JSON.parse(String(row.recipients)),
    state: row.state as HeldItem['state'],
    ...(row.exempt === 1 ? { exempt: true } : {}),
  });
  return {
    heldItem: (id: string) => firstOf(byId.get(id), item),
    heldItems: (filter: HeldFilter, after: PageStart | null) => {
      const { sql, values } = heldList(filter, after);
      const list = lists.get(sql) ?? database.prepare(sql);
      lists.set(sql, list);
      return list.all(values).map(item);
    },
    heldReasons: (heldClass: HeldItem['class'], most: number): Record<string, number> =>
      Object.fromEntries(reasons.all(heldClass, most).map(({ clause, count }) => [String(clause), Number(count)])),
  };
}

function recordQueries(database: DatabaseSync) {
  const byAttempt = database.prepare('SELECT record FROM message WHERE attempt = ?');
  const byMessage = database.prepare(
    'SELECT record FROM message WHERE message_id = ? ORDER BY at DESC, rowid DESC LIMIT 1',
  );
  const counted = database.prepare('SELECT outcome, count(*) AS count FROM message WHERE at >= ? GROUP BY outcome');
  const period = database.prepare(
    `SELECT rowid AS place, at, record FROM message WHERE at >= ?1 AND at < ?2 AND (?3 IS NULL OR (at, rowid) < (?3, ?4))
     ORDER BY at DESC, rowid DESC LIMIT ${messagesPage}`,
  );
  const ofParties = partyMessages(database, messagesPage);
  const record = (row: Row): MessageRecord => JSON.parse(String(row.record));
  return {
    message: (by: { attempt: string } | { messageId: string }) =>
      firstOf('attempt' in by ? byAttempt.get(by.attempt) : byMessage.get(by.messageId), record),
    counts: (since: number): Record<string, number> => {
      const counts: Record<string, number> = Object.fromEntries(outcomes.map((outcome) => [outcome, 0]));
      for (const row of counted.all(since)) counts[String(row.outcome)] = Number(row.count);
      return counts;
    },
    messages: ({ since, until, parties }: Parameters<Ledger['messages']>[0], after: PageStart | null) => {
      const rows =
        parties === undefined || parties.length === 0 || parties.length > mostParties
          ? period.all(since, until, after?.at ?? null, after === null ? null : Number(after.id))
          : ofParties({ since, until, parties }, after);
      // As text: to copy the values themselves from thread to thread takes several times as long as to parse them there.
      return rows.map((row) => ({ place: String(row.place), at: Number(row.at), json: String(row.record) }));
    },
  };
}

function auditQueries(database: DatabaseSync) {
  const trail = database.prepare(
    `SELECT * FROM audit WHERE number > ?1 AND number < ?2 AND (?3 IS NULL OR actor = ?3) AND (?4 IS NULL OR subject = ?4)
     AND (?5 IS NULL OR action = ?5 OR substr(action, 1, length(?5) + 1) = ?5 || '-') ORDER BY number LIMIT ${pageSize}`,
  );
  const last = database.prepare('SELECT * FROM audit ORDER BY number DESC LIMIT 1');
  const entry = (row: Row): AuditEntry => ({
    chain: onlyChain,
    number: Number(row.number),
    event: {
      at: Number(row.at),
      actor: String(row.actor),
      action: String(row.action),
      subject: String(row.subject),
      detail: JSON.parse(String(row.detail)),
    },
    previous: String(row.previous),
    hash: String(row.hash),
  });
  return {
    auditHeads: (): readonly AuditEntry[] => last.all().map(entry),
    auditEntries: (chain: string, after: number, wanted: WantedEntries = {}) => {
      const { before = Number.MAX_SAFE_INTEGER, actor = null, subject = null, action = null } = wanted;
      return chain === onlyChain ? trail.all(after, before, actor, subject, action).map(entry) : [];
    },
  };
}

function oversightQueries(database: DatabaseSync) {
  const byId = database.prepare('SELECT id, version, value FROM record WHERE kind = ? AND id = ?');
  // The end of the range: no id has a character beyond this one.
  const list = database.prepare(
    `SELECT id, version, value FROM record WHERE kind = ?1 AND id >= ?2 AND id < ?2 || char(1114111) AND id > ?3
     AND (?4 IS NULL OR instr(value, ?4) > 0) ORDER BY id LIMIT ${pageSize}`,
  );
  const record = (row: Row): StoredRecord => ({
    id: String(row.id),
    version: Number(row.version),
    value: JSON.parse(String(row.value)),
  });
  return {
    record: (kind: RecordKind, id: string) => firstOf(byId.get(kind, id), record),
    records: (kind: RecordKind, prefix: string, holding: string | null, after: PageStart | null) =>
      list.all(kind, prefix, after?.id ?? '', holding).map(record),
  };
}

function noticeQueries(database: DatabaseSync) {
  const dropThrottled = database.prepare(
    `UPDATE notice SET due = 0, raw = x'' WHERE due = 1 AND throttle_key IS NOT NULL AND EXISTS
     (SELECT 1 FROM notice AS sent WHERE sent.throttle_key = notice.throttle_key AND sent.sent_at > ?)`,
  );
  // Of several that wait under one key only the first goes out; the others are dropped once it was sent.
  const due: StatementSync = database.prepare(
    `SELECT * FROM notice WHERE due = 1 AND (throttle_key IS NULL OR id =
     (SELECT id FROM notice AS first WHERE first.due = 1 AND first.throttle_key = notice.throttle_key
      ORDER BY queued_at, id LIMIT 1)) ORDER BY queued_at, id LIMIT ?`,
  );
  const notice = (row: Row): QueuedNotice => ({
    id: String(row.id),
    recipient: String(row.recipient),
    raw: row.raw as Uint8Array,
    direction: row.direction as QueuedNotice['direction'],
    throttleKey: row.throttle_key === null ? null : String(row.throttle_key),
    queuedAt: Number(row.queued_at),
  });
  return {
    dueNotices: (now: number, limit: number): readonly QueuedNotice[] => {
      dropThrottled.run(now - hour);
      return due.all(limit).map(notice);
    },
  };
}

function firstOf<T>(row: Row | undefined, read: (row: Row) => T): T | null {
  return row === undefined ? null : read(row);
}
