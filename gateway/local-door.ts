// The door of one machine: core's scan, one attempt at a time.

import { oneAtATime } from '../core/mail/act/one-at-a-time.ts';
import { conclude, resume } from '../core/mail/conclude.ts';
import { attemptKey } from '../core/mail/intake/attempt-key.ts';
import { type ScanDependencies, scan } from '../core/mail/scan.ts';
import type { AttemptRecord } from '../core/model/ledger.ts';
import type { Relay } from '../core/ports.ts';
import type { Door } from './smtp/door.ts';

export interface LocalDoor extends Door {
  /** Finishes what an earlier process left (see core's `resume`). */
  resume(relay: (record: AttemptRecord) => Relay): Promise<void>;
}

/** `afterwards` is called when an answer was given: there may be notices to send. */
export function localDoor(deps: ScanDependencies, afterwards: () => void): LocalDoor {
  const inTurn = oneAtATime();
  return {
    async receive(arrival, relay) {
      try {
        return await inTurn(attemptKey(arrival.envelope.mailFrom, arrival.raw), () => scan(arrival, relay, deps));
      } finally {
        afterwards();
      }
    },
    conclude: (attempt) => inTurn(keyOf(attempt.id), () => conclude(attempt, deps.ports)),
    resume: (relay) => resume((work, record) => inTurn(keyOf(record.attempt.id), work), relay, deps),
  };
}

/** Attempts of the same bytes share it. */
function keyOf(attempt: string): string {
  return attempt.slice(0, attempt.lastIndexOf('.'));
}
