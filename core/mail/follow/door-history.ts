// What lately went to one recipient that may belong together: locked files and passwords, as keyed hashes and times.
import type { SealedCandidate } from '../../model/candidate.ts';

/** A locked file or a password on its way to a recipient. Nothing in it can be read back here. */
export interface DoorEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly attempt: string;
  readonly file: boolean;
  readonly key: boolean;
  /** Keyed hash of the sender. */
  readonly sender: string;
  /** Keyed hashes of what the conversation goes by. */
  readonly thread: readonly string[];
  /** The passwords, sealed, where they may be tried on held files. */
  readonly candidates?: readonly SealedCandidate[];
}

/** Plain JSON, as the ledger keeps it. */
export interface DoorHistory {
  /** Oldest first. */
  readonly events: readonly DoorEvent[];
}

export interface Link {
  readonly by: 'same-thread' | 'other-mail';
  readonly order: 'file-first' | 'key-first';
}

/** Milliseconds that a file and its password are looked for together. */
export const doorWindow = 72 * 3_600_000;
const mostEvents = 20;

/** What is left of a history at a time: nothing of a recipient to whom nothing came within the window. */
export function recent({ events }: DoorHistory, now: number): readonly DoorEvent[] {
  return events.filter(({ at }) => now - at < doorWindow);
}

/** A retry of the same message takes its own place. */
export function withEvent(history: DoorHistory, event: DoorEvent, now: number): DoorHistory {
  const others = recent(history, now).filter(({ attempt }) => attempt !== event.attempt);
  return { events: [...others, event].slice(-mostEvents) };
}

/** Whether two events are a file and its password: from the same sender, or from anybody in the same conversation. */
export function isOtherHalf(other: DoorEvent, event: DoorEvent): boolean {
  if (other.attempt === event.attempt || !((event.key && other.file) || (event.file && other.key))) return false;
  return other.sender === event.sender || sharesThread(other, event);
}

function sharesThread(other: DoorEvent, event: DoorEvent): boolean {
  return other.thread.some((hash) => event.thread.includes(hash));
}

/** Attempts of the locked files that this event, or the password it brings, belongs to, where a password can be tried. */
export function filesToTry(history: DoorHistory, event: DoorEvent, now: number): readonly string[] {
  const halves = recent(history, now).filter((other) => isOtherHalf(other, event));
  const isTried = ({ candidates = [] }: DoorEvent) => candidates.length > 0;
  return [
    ...(event.file && halves.some(isTried) ? [event.attempt] : []),
    ...(isTried(event) ? halves.filter(({ file }) => file).map(({ attempt }) => attempt) : []),
  ];
}

/** The other half of what came now; the nearest one. */
export function linkOf(history: DoorHistory, event: DoorEvent, now: number): Link | null {
  const halves = recent(history, now)
    .filter((other) => isOtherHalf(other, event))
    .map((other) => ({ other, inThread: sharesThread(other, event) }))
    .reverse();
  const nearest = halves.find(({ inThread }) => inThread) ?? halves[0];
  if (nearest === undefined) return null;
  const { other, inThread } = nearest;
  return { by: inThread ? 'same-thread' : 'other-mail', order: event.key && other.file ? 'file-first' : 'key-first' };
}
