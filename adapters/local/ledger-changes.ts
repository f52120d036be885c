// Applies changes to the ledger's tables and enforces the state table while doing so.
import type { DatabaseSync } from 'node:sqlite';
import { chainStart, entryHash } from '../../core/model/audit-chain.ts';
import type { Envelope, EnvelopeRecipient } from '../../core/model/envelope.ts';
import {
  type Attempt,
  type AuditEvent,
  type HeldItem,
  type LedgerChange,
  partiesOf,
  type RecipientMove,
  stoppingClauses,
} from '../../core/model/ledger.ts';
import { isTerminal, mayMove, type RecipientState } from '../../core/model/recipient-state.ts';

/** Why a group of changes was not applied; a value, since it crosses a thread. */
export type Rejection =
  | { readonly kind: 'already-open' }
  | {
      readonly kind: 'illegal-move';
      readonly from: RecipientState | HeldItem['state'] | 'absent';
      readonly to: RecipientState | HeldItem['state'];
    }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'failed'; readonly message: string };

/** Applies one change within the caller's transaction; `at` is the time of the commit. Throws on what SQLite refuses. */
export type ApplyChange = (change: LedgerChange, at: number) => Rejection | null;

export function changeApplier(database: DatabaseSync): ApplyChange {
  const attempts = attemptChanges(database);
  const retained = retainedChanges(database);
  const records = recordChanges(database);
  const oversight = oversightChange(database);
  return (change, at) => {
    switch (change.type) {
      case 'open':
        return attempts.open(change.attempt, change.recipients);
      case 'join':
        return attempts.join(change.attempt, change.recipients);
      case 'move':
        return attempts.move(change.move);
      case 'acknowledge':
        return attempts.acknowledge(change.attempt, change.recipients, change.at);
      case 'drop':
        return attempts.drop(change.attempt);
      case 'retain':
        return retained.retain(change.item);
      case 'held-state':
        return retained.change(change.item, change.from, change.to);
      case 'message':
        return records.message(change.record);
      case 'notice':
        return records.notice(change.notice);
      case 'notice-sent':
        return records.noticeSent(change.notice, at);
      case 'audit':
        return records.audit(change.event);
      case 'record':
        return oversight(change);
    }
  };
}

/** One machine has one writer, and so one chain. */
export const onlyChain = 'main';

const unknownRecipient: Rejection = { kind: 'failed', message: 'the ledger has no such recipient of that attempt' };
const unknownAttempt: Rejection = { kind: 'failed', message: 'the ledger has no attempt of that id; open it first' };

function attemptChanges(database: DatabaseSync) {
  const insertAttempt = database.prepare(
    'INSERT INTO attempt (id, direction, envelope, opened_at, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const envelopeOf = database.prepare('SELECT envelope FROM attempt WHERE id = ?');
  const setEnvelope = database.prepare('UPDATE attempt SET envelope = ? WHERE id = ?');
  const nextPlace = database.prepare('SELECT coalesce(max(place) + 1, 0) AS place FROM recipient WHERE attempt = ?');
  const insertRecipient = database.prepare(
    `INSERT INTO recipient (attempt, address, place, state, unfinished) VALUES (?, ?, ?, 'accepted', 1)
     ON CONFLICT (attempt, address) DO NOTHING`,
  );
  const stateOf = database.prepare('SELECT state FROM recipient WHERE attempt = ? AND address = ?');
  const setState = database.prepare(
    'UPDATE recipient SET state = ?, unfinished = ?, outcome = coalesce(?, outcome) WHERE attempt = ? AND address = ?',
  );
  const acknowledge = database.prepare(
    'UPDATE recipient SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE attempt = ? AND address = ?',
  );
  // Who was served, or has an item that can still be released, stays known; what was released is ours to finish.
  const dropWaiting = database.prepare(
    "DELETE FROM recipient WHERE attempt = ? AND unfinished = 1 AND state <> 'released'",
  );
  const dropEmpty = database.prepare(
    'DELETE FROM attempt WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM recipient WHERE attempt = ?1)',
  );

  function addRecipients(attempt: string, recipients: readonly string[]): void {
    let place = Number(nextPlace.get(attempt)?.place ?? 0);
    for (const address of recipients) insertRecipient.run(attempt, address, place++);
  }

  return {
    open(attempt: Attempt, recipients: readonly string[]): Rejection | null {
      const { id, direction, envelope, openedAt, bytes } = attempt;
      const inserted = insertAttempt.run(id, direction, JSON.stringify(envelope), openedAt, bytes);
      if (inserted.changes === 0) return { kind: 'already-open' };
      addRecipients(id, recipients);
      return null;
    },
    join(attempt: string, recipients: readonly EnvelopeRecipient[]): Rejection | null {
      const found = envelopeOf.get(attempt)?.envelope;
      if (found === undefined) return unknownAttempt;
      const envelope: Envelope = JSON.parse(String(found));
      const known = new Set(envelope.recipients.map(({ address }) => address));
      const added = recipients.filter(({ address }) => !known.has(address));
      setEnvelope.run(JSON.stringify({ ...envelope, recipients: [...envelope.recipients, ...added] }), attempt);
      addRecipients(
        attempt,
        recipients.map(({ address }) => address),
      );
      return null;
    },
    move({ attempt, address, from, to, outcome }: RecipientMove): Rejection | null {
      const found = stateOf.get(attempt, address)?.state as RecipientState | undefined;
      if (found === undefined) return { kind: 'illegal-move', from: 'absent', to };
      if (found !== from || !mayMove(from, to)) return { kind: 'illegal-move', from: found, to };
      setState.run(to, isTerminal(to) ? 0 : 1, outcome ?? null, attempt, address);
      return null;
    },
    acknowledge(attempt: string, recipients: readonly string[], at: number): Rejection | null {
      const unknown = recipients.some((address) => acknowledge.run(at, attempt, address).changes === 0);
      return unknown ? unknownRecipient : null;
    },
    drop(attempt: string): Rejection | null {
      dropWaiting.run(attempt);
      dropEmpty.run(attempt);
      return null;
    },
  };
}

function retainedChanges(database: DatabaseSync) {
  const insert = database.prepare(
    `INSERT INTO held (id, attempt, class, retained_at, direction, envelope, recipients, state, exempt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state WHERE held.state = 'released'`,
  );
  const insertParty = database.prepare(
    'INSERT INTO held_party (address, retained_at, item) SELECT ?, retained_at, id FROM held WHERE id = ? ON CONFLICT DO NOTHING',
  );
  const insertReason = database.prepare(
    'INSERT INTO held_reason (class, clause, retained_at, item) SELECT class, ?, retained_at, id FROM held WHERE id = ? ON CONFLICT DO NOTHING',
  );
  const dropReason = database.prepare(
    'DELETE FROM held_reason WHERE class = ? AND clause = ? AND retained_at = ? AND item = ?',
  );
  const found = database.prepare('SELECT state, class, retained_at, recipients FROM held WHERE id = ?');
  const setState = database.prepare('UPDATE held SET state = ? WHERE id = ?');
  return {
    retain(item: HeldItem): Rejection | null {
      const { id, attempt, class: heldClass, retainedAt, direction, envelope, recipients, state } = item;
      insert.run(
        id,
        attempt,
        heldClass,
        retainedAt,
        direction,
        JSON.stringify(envelope),
        JSON.stringify(recipients),
        state,
        item.exempt ? 1 : 0,
      );
      for (const address of partiesOf(item)) insertParty.run(address, id);
      if (found.get(id)?.state === 'kept') for (const clause of stoppingClauses(item)) insertReason.run(clause, id);
      return null;
    },
    change(item: string, from: HeldItem['state'], to: HeldItem['state']): Rejection | null {
      const row = found.get(item);
      if (row === undefined) return { kind: 'illegal-move', from: 'absent', to };
      const state = row.state as HeldItem['state'];
      // What was disposed of does not exist any more: no state follows it.
      if (state !== from || state === 'disposed') return { kind: 'illegal-move', from: state, to };
      setState.run(to, item);
      for (const clause of stoppingClauses({ recipients: JSON.parse(String(row.recipients)) }))
        if (to === 'kept') insertReason.run(clause, item);
        else dropReason.run(String(row.class), clause, Number(row.retained_at), item);
      return null;
    },
  };
}

type Recorded = Extract<LedgerChange, { type: 'message' }>['record'];
type Queued = Extract<LedgerChange, { type: 'notice' }>['notice'];

function recordChanges(database: DatabaseSync) {
  const insertMessage = database.prepare(
    `INSERT INTO message (attempt, message_id, at, outcome, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (attempt) DO UPDATE SET outcome = excluded.outcome, record = excluded.record`,
  );
  const insertParty = database.prepare(
    'INSERT INTO message_party (address, at, attempt) SELECT ?, at, attempt FROM message WHERE attempt = ? ON CONFLICT DO NOTHING',
  );
  const insertNotice = database.prepare(
    `INSERT INTO notice (id, recipient, raw, direction, throttle_key, queued_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  // The bytes are not needed after the next hop took them; the row stays, so that a repeated step queues nothing again.
  const markSent = database.prepare(
    "UPDATE notice SET sent_at = coalesce(sent_at, ?), due = 0, raw = x'' WHERE id = ?",
  );
  const chainHead = database.prepare('SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1');
  const insertAudit = database.prepare(
    'INSERT INTO audit (number, at, actor, action, subject, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return {
    message(record: Recorded): Rejection | null {
      insertMessage.run(record.attempt, record.messageId, record.at, record.outcome, JSON.stringify(record));
      for (const address of partiesOf({ envelope: record, recipients: record.recipients }))
        insertParty.run(address, record.attempt);
      return null;
    },
    notice(notice: Queued): Rejection | null {
      const { id, recipient, raw, direction, throttleKey, queuedAt } = notice;
      insertNotice.run(id, recipient, raw, direction, throttleKey, queuedAt);
      return null;
    },
    noticeSent(notice: string, at: number): Rejection | null {
      markSent.run(at, notice);
      return null;
    },
    audit(event: AuditEvent): Rejection | null {
      const head = chainHead.get();
      const number = Number(head?.number ?? 0) + 1;
      const previous = String(head?.hash ?? chainStart);
      const { at, actor, action, subject, detail } = event;
      insertAudit.run(
        number,
        at,
        actor,
        action,
        subject,
        JSON.stringify(detail),
        previous,
        entryHash({ chain: onlyChain, number, event, previous }),
      );
      return null;
    },
  };
}

function oversightChange(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO record (kind, id, version, value) VALUES (?, ?, 1, ?) ON CONFLICT (kind, id) DO NOTHING',
  );
  const update = database.prepare(
    'UPDATE record SET version = version + 1, value = ?4 WHERE kind = ?1 AND id = ?2 AND version = ?3',
  );
  const remove = database.prepare('DELETE FROM record WHERE kind = ? AND id = ? AND version = ?');
  return ({ kind, id, version, value }: Extract<LedgerChange, { type: 'record' }>): Rejection | null => {
    const json = JSON.stringify(value);
    const done =
      value === null
        ? remove.run(kind, id, version)
        : version === 0
          ? insert.run(kind, id, json)
          : update.run(kind, id, version, json);
    return done.changes === 1 ? null : { kind: 'changed-meanwhile' };
  };
}
