// What follows once the client took our answer, or when it never did (DESIGN section 7a).
import type { AnsweredAttempt } from '../model/arrival.ts';
import type { Attempt, AttemptRecord, LedgerChange } from '../model/ledger.ts';
import { isTerminal } from '../model/recipient-state.ts';
import { type MailStore, type Ports, RawCopyDamaged, type Relay } from '../ports.ts';
import { move } from './act/act.ts';
import { heldInstead } from './act/held-instead.ts';
import { itemFor } from './act/plan.ts';
import { forgetSecrets } from './follow/forget-secrets.ts';
import { openFor, retriedFor } from './intake/accept.ts';
import { keptContent } from './intake/kept-content.ts';
import { type ScanDependencies, settle } from './scan.ts';

/**
 * The client went on after our answer: identical bytes for these recipients are a new message from now on. After 4xx the
 * client keeps the message, and its retry serves only who is left.
 */
export async function conclude(answered: AnsweredAttempt, { ledger, clock }: Ports): Promise<void> {
  const changes = acknowledged(answered, clock());
  if (changes.length > 0) await ledger.commit(changes);
}

/** What the ledger notes of it. */
export function acknowledged({ id, recipients }: AnsweredAttempt, at: number): readonly LedgerChange[] {
  return recipients.length === 0 ? [] : [{ type: 'acknowledge', attempt: id, recipients, at }];
}

/**
 * Finishes what a stopped process left: every attempt with a recipient in no terminal state, and every raw copy nobody
 * needs. Run at start and now and then; `relay` goes to the next hop of the attempt's direction, `inTurn` keeps the work
 * apart from a client that hands over the same bytes.
 */
export async function resume(
  inTurn: (work: () => Promise<void>, record: AttemptRecord) => Promise<void>,
  relay: (record: AttemptRecord) => Relay,
  deps: ScanDependencies,
): Promise<void> {
  for await (const record of deps.ports.ledger.unfinished()) {
    try {
      await inTurn(() => finish(record.attempt.id, relay(record), deps), record);
    } catch (cause) {
      deps.report({ event: 'resume-failed', attempt: record.attempt.id, cause });
    }
  }
  await sweepRaw(deps.ports);
  await forgetSecrets(deps.ports);
}

/** Brings one attempt to its end, whose raw copy is in the store; one that is a day old is held. Rejects when it could not. */
export async function finish(id: string, relay: Relay, deps: ScanDependencies): Promise<void> {
  const { ledger, store, clock } = deps.ports;
  // Read again in its turn: the client may have come back meanwhile.
  const record = await ledger.attempt(id);
  if (record === null || record.recipients.every((recipient) => isTerminal(recipient.state))) return;
  const { attempt } = record;
  const age = clock() - attempt.openedAt;
  const old = age >= openFor;
  const raw = await rawCopy(attempt, store).catch((cause: unknown) => {
    // Within the day the client may bring it again, which puts a sound copy in its place.
    if (!(cause instanceof RawCopyDamaged) || !old) throw cause;
    return cause;
  });
  if (raw instanceof RawCopyDamaged) {
    await holdAgain(record, deps.ports);
    await holdWithoutContent(attempt.id, deps.ports);
    deps.report({ event: 'raw-copy-damaged', attempt: attempt.id, cause: raw });
    return;
  }
  if (raw === null) {
    await holdAgain(record, deps.ports);
    // We answered 4xx (or never answered before the copy was made): the message is the client's.
    if (age >= retriedFor) await ledger.commit([{ type: 'drop', attempt: attempt.id }]);
    return;
  }
  const how = old ? 'hold' : 'as-decided';
  const states = await settle({ ...record, raw, again: true, how }, { ...deps, relay });
  if ([...states.values()].every(isTerminal)) await store.deleteRaw(attempt.id);
}

async function rawCopy(attempt: Attempt, store: MailStore): Promise<Uint8Array | null> {
  const found = await store.getRaw(attempt.id);
  return found === null ? null : keptContent(attempt, found);
}

/** A release that came to nothing, or was cut off until its copy was gone: the sealed item is still there, and waits again. */
export async function holdAgain({ attempt, recipients }: AttemptRecord, { ledger }: Ports): Promise<void> {
  const waiting = new Map(
    recipients.filter(({ state }) => !isTerminal(state)).map(({ address, state }) => [address, state]),
  );
  for await (const item of ledger.heldItems({ state: 'released', attempt: attempt.id })) {
    const cutOff = item.recipients.filter(({ address }) => waiting.has(address));
    if (cutOff.length === 0) continue;
    const moves = cutOff.flatMap(({ address }) => [
      move(attempt.id, address, waiting.get(address) ?? 'released', 'decided'),
      move(attempt.id, address, 'decided', 'retained', 'hold'),
      move(attempt.id, address, 'retained', 'held'),
    ]);
    await ledger.commit([...moves, { type: 'retain', item: { ...item, state: 'kept' } }]);
    for (const { address } of cutOff) waiting.delete(address);
  }
}

/** Nothing can be read or sealed any more: what is known of the message waits for a person, who has to ask the sender. */
async function holdWithoutContent(id: string, { ledger, clock }: Ports): Promise<void> {
  const record = await ledger.attempt(id);
  const waiting = record?.recipients.filter(({ state }) => !isTerminal(state)) ?? [];
  if (record === null || waiting.length === 0) return;
  const held = waiting.map(({ address }) =>
    heldInstead(
      { address, relation: 'external', relationReason: null, outcome: 'hold', reasons: [] },
      'postern/raw-copy-damaged',
    ),
  );
  const at = clock();
  await ledger.commit([
    ...waiting.flatMap(({ address, state }) => [
      move(id, address, state, 'decided'),
      move(id, address, 'decided', 'retained', 'hold'),
      move(id, address, 'retained', 'held'),
    ]),
    { type: 'retain', item: itemFor(record.attempt, 'held', held, at) },
    // Closed: its client still has it and may bring it again, at whatever time our clock shows then. Rejoined, it would be
    // answered 250, and nobody had the content any more.
    ...acknowledged({ id, recipients: waiting.map(({ address }) => address) }, at),
    { type: 'audit', event: { at, actor: 'gateway', action: 'raw-copy-damaged', subject: id, detail: {} } },
  ]);
}

/** Raw copies without an attempt were never acknowledged; those of finished attempts are no longer needed. */
async function sweepRaw({ store, ledger, clock }: Ports): Promise<void> {
  for await (const id of store.listRaw(clock() - openFor)) {
    const record = await ledger.attempt(id);
    if (record === null || record.recipients.every((recipient) => isTerminal(recipient.state)))
      await store.deleteRaw(id);
  }
}
