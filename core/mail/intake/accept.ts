// Makes a message durable and its recipients known before anything else happens to it (DESIGN section 7a).
import type { Arrival } from '../../model/arrival.ts';
import type { Attempt, AttemptRecord, RecipientRecord } from '../../model/ledger.ts';
import { isTerminal } from '../../model/recipient-state.ts';
import type { Clock, Ledger, MailStore } from '../../ports.ts';
import { keyOfArrival } from './attempt-key.ts';

/** An attempt whose answer never reached the client stays open this long, in milliseconds (DESIGN section 7a). */
export const openFor = 24 * 60 * 60 * 1000;

/**
 * One with somebody left, whom the client was told to come again for: queues try for four or five days (RFC 5321 section
 * 4.5.4.1), and who was served meanwhile must not be served with every day.
 */
export const retriedFor = 6 * openFor;

export interface Accepted {
  readonly attempt: Attempt;
  /** The recipients of this arrival, in the state the ledger has them in. */
  readonly recipients: readonly RecipientRecord[];
  /** The client tried this message before. */
  readonly again: boolean;
}

/** Rejects when the raw copy or the record could not be written: the client is then told to try again. */
export async function accept(
  arrival: Arrival,
  { ledger, store, clock }: { readonly ledger: Ledger; readonly store: MailStore; readonly clock: Clock },
): Promise<Accepted> {
  const key = keyOfArrival(arrival);
  const latest = await ledger.latestAttempt(key);
  if (latest !== null && isOpen(latest, arrival, clock())) return rejoin(latest, arrival, { ledger, store });

  const attempt: Attempt = {
    id: `${key}.${latest === null ? 1 : countOf(latest.attempt.id) + 1}`,
    direction: arrival.direction,
    envelope: arrival.envelope,
    openedAt: clock(),
    bytes: arrival.raw.length,
    ...(arrival.clientCopy === undefined ? {} : { clientCopy: arrival.clientCopy }),
  };
  const addresses = addressesOf(arrival);
  await store.putRaw(attempt.id, arrival.raw);
  await ledger.commit([{ type: 'open', attempt, recipients: addresses }]);
  return {
    attempt,
    recipients: addresses.map((address) => ({ address, state: 'accepted', outcome: null, acknowledgedAt: null })),
    again: false,
  };
}

/** A client that comes again with the same bytes is told what became of them; only what is still open is done. */
async function rejoin(
  known: AttemptRecord,
  arrival: Arrival,
  { ledger, store }: { readonly ledger: Ledger; readonly store: MailStore },
): Promise<Accepted> {
  const addresses = addressesOf(arrival);
  const states = new Map(known.recipients.map((recipient) => [recipient.address, recipient]));
  const added = addresses.filter((address) => !states.has(address));
  const recipients = addresses.map(
    (address): RecipientRecord =>
      states.get(address) ?? { address, state: 'accepted', outcome: null, acknowledgedAt: null },
  );
  if (recipients.some((recipient) => !isTerminal(recipient.state))) await store.putRaw(known.attempt.id, arrival.raw);
  if (added.length > 0) {
    const joining = arrival.envelope.recipients.filter(({ address }) => added.includes(address));
    await ledger.commit([{ type: 'join', attempt: known.attempt.id, recipients: joining }]);
  }
  return { attempt: { ...known.attempt, envelope: arrival.envelope }, recipients, again: true };
}

/**
 * Identical bytes are a retry for whoever the client had no final answer for, and a new message for everybody else. A
 * client that splits its recipients after a cut-off retries each part of the same attempt.
 */
function isOpen({ attempt, recipients }: AttemptRecord, arrival: Arrival, now: number): boolean {
  const isOver = recipients.every(({ state }) => isTerminal(state));
  if (now - attempt.openedAt >= (isOver ? openFor : retriedFor)) return false;
  const acknowledged = new Set(
    recipients.filter(({ acknowledgedAt }) => acknowledgedAt !== null).map(({ address }) => address),
  );
  return acknowledged.size < recipients.length && !addressesOf(arrival).some((address) => acknowledged.has(address));
}

function countOf(attemptId: string): number {
  return Number(attemptId.slice(attemptId.lastIndexOf('.') + 1));
}

/** An address named twice in one transaction is one recipient. */
function addressesOf(arrival: Arrival): readonly string[] {
  return [...new Set(arrival.envelope.recipients.map((recipient) => recipient.address))];
}
