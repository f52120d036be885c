// The door of one machine: core's scan, one attempt at a time.

import { oneAtATime } from '../core/mail/act/one-at-a-time.ts';
import { conclude, resume } from '../core/mail/conclude.ts';
import { attemptKey } from '../core/mail/intake/attempt-key.ts';
import { release } from '../core/mail/release.ts';
import { type ScanDependencies, scan } from '../core/mail/scan.ts';
import type { AttemptRecord, HeldItem } from '../core/model/ledger.ts';
import type { RecipientState } from '../core/model/recipient-state.ts';
import { type OpeningProof, Refused, type Relay } from '../core/ports.ts';
import type { Door } from './smtp/door.ts';

export interface LocalDoor extends Door {
  /** Finishes what an earlier process left (see core's `resume`). */
  resume(relay: (record: AttemptRecord) => Relay): Promise<void>;
  /** Lets a held item go on (see core's `release`), apart from a client or a resumption that has the same message. */
  release(
    item: string,
    proof: OpeningProof,
    relay: (item: HeldItem) => Relay,
  ): Promise<ReadonlyMap<string, RecipientState>>;
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
    async release(id, proof, relay) {
      const item = await deps.ports.ledger.heldItem(id);
      if (item === null) throw new Refused(`there is no held item ${id}`);
      try {
        return await inTurn(keyOf(item.attempt), () => release(id, proof, relay, deps));
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
