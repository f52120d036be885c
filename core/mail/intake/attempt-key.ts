// Names one try of a client to hand over one message (DESIGN section 7a).
import { createHash } from 'node:crypto';
import type { Arrival } from '../../model/arrival.ts';

/** Asked for at each step of intake, and the message may be long. */
const known = new WeakMap<Arrival, string>();

/** A client that keeps its own copy says itself which message it comes again with; another's bytes tell. */
export function keyOfArrival(arrival: Arrival): string {
  const before = known.get(arrival);
  if (before !== undefined) return before;
  const { envelope, raw, clientCopy } = arrival;
  const key = clientCopy === undefined ? attemptKey(envelope.mailFrom, raw) : keyOfCopy(clientCopy.id);
  known.set(arrival, key);
  return key;
}

/** Hex SHA-256 over the client's name of its copy. */
export function keyOfCopy(id: string): string {
  return createHash('sha256').update(`copy\0${id}`, 'utf8').digest('hex');
}

/** Hex SHA-256 over MAIL FROM, a NUL (which no address contains) and the raw bytes before any field of ours. */
export function attemptKey(mailFrom: string, raw: Uint8Array): string {
  return createHash('sha256').update(mailFrom, 'utf8').update('\0').update(raw).digest('hex');
}
