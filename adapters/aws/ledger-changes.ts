// What each change makes of the records it concerns; the state table is enforced here, as on one machine.
import { entryHash } from '../../core/model/audit-chain.ts';
import type {
  Attempt,
  AttemptRecord,
  AuditEvent,
  HeldItem,
  LedgerChange,
  QueuedNotice,
  RecipientMove,
  RecipientRecord,
} from '../../core/model/ledger.ts';
import { IllegalMove, isTerminal, mayMove } from '../../core/model/recipient-state.ts';
import { AlreadyOpen, ChangedMeanwhile } from '../../core/ports.ts';
import * as layout from './dynamo-layout.ts';
import type { Draft, Wanted } from './ledger-draft.ts';

/** The records that a change reads or writes. */
export function concernedBy(change: LedgerChange): readonly Wanted[] {
  switch (change.type) {
    case 'open':
      return [{ kind: layout.attemptKind, id: change.attempt.id }];
    case 'join':
    case 'acknowledge':
    case 'drop':
      return [{ kind: layout.attemptKind, id: change.attempt }];
    case 'move':
      return [{ kind: layout.attemptKind, id: change.move.attempt }];
    case 'retain':
      return [{ kind: layout.heldKind, id: change.item.id }];
    case 'held-state':
      return [{ kind: layout.heldKind, id: change.item }];
    case 'message':
      return [{ kind: layout.messageKind, id: change.record.attempt }];
    case 'notice':
      return [{ kind: layout.noticeKind, id: change.notice.id }];
    case 'notice-sent':
      return [{ kind: layout.noticeKind, id: change.notice }];
    case 'audit':
      return [{ kind: layout.headKind, id: layout.chainOf(change.event.subject) }];
    case 'record':
      return [{ kind: layout.recordKind(change.kind), id: change.id }];
  }
}

/** `now` is the time of the commit. Throws what Ledger.commit rejects with. */
export function apply(change: LedgerChange, draft: Draft, now: number): void {
  switch (change.type) {
    case 'open':
      open(draft, change.attempt, change.recipients);
      break;
    case 'join':
      join(draft, change);
      break;
    case 'move':
      move(draft, change.move);
      break;
    case 'acknowledge':
      acknowledge(draft, change);
      break;
    case 'drop':
      drop(draft, change.attempt);
      break;
    case 'retain':
      retain(draft, change.item);
      break;
    case 'held-state':
      heldState(draft, change);
      break;
    case 'message':
      draft.set(layout.messageKind, change.record.attempt, change.record);
      break;
    case 'notice':
      notice(draft, change.notice);
      break;
    case 'notice-sent':
      noticeSent(draft, change.notice, now);
      break;
    case 'audit':
      audit(draft, change.event);
      break;
    case 'record':
      record(draft, change);
      break;
  }
}

type Change<Type extends LedgerChange['type']> = Extract<LedgerChange, { type: Type }>;

function open(draft: Draft, attempt: Attempt, addresses: readonly string[]): void {
  if (draft.get(layout.attemptKind, attempt.id) !== null)
    throw new AlreadyOpen('an attempt of that id is open already');
  draft.set(layout.attemptKind, attempt.id, { attempt, recipients: accepted(addresses) });
}

function accepted(addresses: readonly string[]): readonly RecipientRecord[] {
  return [...new Set(addresses)].map((address) => ({
    address,
    state: 'accepted',
    outcome: null,
    acknowledgedAt: null,
  }));
}

function known(draft: Draft, id: string): AttemptRecord {
  const found = draft.get(layout.attemptKind, id);
  if (found === null) throw new Error('the ledger has no attempt of that id; open it first');
  return found;
}

function join(draft: Draft, { attempt: id, recipients }: Change<'join'>): void {
  const { attempt, recipients: before } = known(draft, id);
  const named = new Set(attempt.envelope.recipients.map(({ address }) => address));
  const added = recipients.filter(({ address }) => !named.has(address));
  const there = new Set(before.map(({ address }) => address));
  const fresh = recipients.map(({ address }) => address).filter((address) => !there.has(address));
  const envelope = { ...attempt.envelope, recipients: [...attempt.envelope.recipients, ...added] };
  draft.set(layout.attemptKind, id, {
    attempt: { ...attempt, envelope },
    recipients: [...before, ...accepted(fresh)],
  });
}

function move(draft: Draft, { attempt: id, address, from, to, outcome }: RecipientMove): void {
  const found = draft.get(layout.attemptKind, id);
  const index = found?.recipients.findIndex((recipient) => recipient.address === address) ?? -1;
  const recipient = found?.recipients[index];
  if (found === null || recipient === undefined) throw new IllegalMove('absent', to);
  if (recipient.state !== from || !mayMove(from, to)) throw new IllegalMove(recipient.state, to);
  const moved = { ...recipient, state: to, outcome: outcome ?? recipient.outcome };
  draft.set(layout.attemptKind, id, { ...found, recipients: found.recipients.with(index, moved) });
}

function acknowledge(draft: Draft, { attempt: id, recipients, at }: Change<'acknowledge'>): void {
  const found = known(draft, id);
  const told = new Set(recipients);
  if (!told.isSubsetOf(new Set(found.recipients.map(({ address }) => address))))
    throw new Error('the ledger has no such recipient of that attempt');
  const acknowledged = found.recipients.map((recipient) =>
    told.has(recipient.address) ? { ...recipient, acknowledgedAt: recipient.acknowledgedAt ?? at } : recipient,
  );
  draft.set(layout.attemptKind, id, { ...found, recipients: acknowledged });
}

/** Who was served, or has an item that can still be released, stays known; what was released is ours to finish. */
function drop(draft: Draft, id: string): void {
  const found = draft.get(layout.attemptKind, id);
  if (found === null) return;
  const kept = found.recipients.filter(({ state }) => isTerminal(state) || state === 'released');
  draft.set(layout.attemptKind, id, kept.length === 0 ? null : { ...found, recipients: kept });
}

/** What was retained first stays; only a released item is kept again. */
function retain(draft: Draft, item: HeldItem): void {
  const before = draft.get(layout.heldKind, item.id);
  if (before !== null && before.state !== 'released') return;
  draft.set(layout.heldKind, item.id, before === null ? item : { ...before, state: item.state });
  if (before === null) draft.add({ type: 'put', item: { ...layout.heldPointer(item) } });
  if (item.state === 'kept') notePlace(draft, before ?? item, 'kept');
}

function heldState(draft: Draft, { item: id, from, to }: Change<'held-state'>): void {
  const found = draft.get(layout.heldKind, id);
  if (found === null) throw new IllegalMove('absent', to);
  // What was disposed of does not exist any more: no state follows it.
  if (found.state !== from || found.state === 'disposed') throw new IllegalMove(found.state, to);
  draft.set(layout.heldKind, id, { ...found, state: to });
  notePlace(draft, found, to);
}

/** Only what is kept stands in the queues of its reasons. */
function notePlace(draft: Draft, item: HeldItem, state: HeldItem['state']): void {
  for (const key of layout.reasonPointers(item))
    draft.add(state === 'kept' ? { type: 'put', item: { ...key } } : { type: 'delete', key });
}

function notice(draft: Draft, queued: QueuedNotice): void {
  if (draft.get(layout.noticeKind, queued.id) !== null) return;
  const raw = Buffer.from(queued.raw).toString('base64');
  draft.set(layout.noticeKind, queued.id, { notice: { ...queued, raw }, due: true });
}

/** The bytes are not needed after the next hop took them; the record stays, so that a repeated step queues nothing again. */
function noticeSent(draft: Draft, id: string, now: number): void {
  const found = draft.get(layout.noticeKind, id);
  if (found?.due !== true) return;
  const { throttleKey } = found.notice;
  draft.set(layout.noticeKind, id, { notice: { ...found.notice, raw: '' }, due: false });
  if (throttleKey !== null) draft.add({ type: 'put', item: { ...layout.throttleKeyOf(throttleKey), sentAt: now } });
}

function audit(draft: Draft, event: AuditEvent): void {
  const chain = layout.chainOf(event.subject);
  const head = draft.get(layout.headKind, chain) ?? layout.emptyHead(chain);
  const place = { chain, number: head.number + 1, event, previous: head.hash };
  const entry = { ...place, hash: entryHash(place) };
  draft.set(layout.headKind, chain, entry);
  draft.add({
    type: 'put',
    item: { ...layout.entryKind.key(`${chain}#${entry.number}`), version: 1, body: JSON.stringify(entry) },
    condition: { type: 'absent' },
  });
}

function record(draft: Draft, { kind, id, version, value }: Change<'record'>): void {
  const place = layout.recordKind(kind);
  const exists = draft.get(place, id) !== null;
  if (draft.version(place, id) !== version || (version > 0 && !exists))
    throw new ChangedMeanwhile('somebody else changed this first; read it again and decide anew');
  draft.set(place, id, value);
}
