// The door of one machine: core's scan, one attempt at a time.

import { within } from '../adapters/within.ts';
import { oneAtATime } from '../core/mail/act/one-at-a-time.ts';
import { conclude, resume } from '../core/mail/conclude.ts';
import { keyOfArrival } from '../core/mail/intake/attempt-key.ts';
import { release } from '../core/mail/release.ts';
import { type Rescanned, rescan, rescanDue } from '../core/mail/rescan.ts';
import { type ScanDependencies, scan } from '../core/mail/scan.ts';
import type { AttemptRecord, HeldItem } from '../core/model/ledger.ts';
import type { RecipientState } from '../core/model/recipient-state.ts';
import { type OpeningProof, Refused, type Relay } from '../core/ports.ts';
import { resumption } from './resumption.ts';
import type { Answer, Door } from './smtp/door.ts';

export interface LocalDoor extends Door {
  /** Finishes what an earlier process left (see core's `resume`). */
  resume(relay: (record: AttemptRecord) => Relay): Promise<void>;
  /** Lets a held item go on (see core's `release`), apart from a client or a resumption that has the same message. */
  release(
    item: string,
    proof: OpeningProof,
    relay: (item: HeldItem) => Relay,
  ): Promise<ReadonlyMap<string, RecipientState>>;
  /** Reads a held item again (see core's `rescan`), on a person's decision. */
  rescan(item: string, proof: OpeningProof): Promise<Rescanned>;
  /** Reads again what a password came for since. */
  rescanDue(): Promise<void>;
  /** Takes no more mail; resolves when the work under way is recorded, or cannot be waited for any longer. */
  end(): Promise<void>;
}

/** Milliseconds. */
export interface Patience {
  /** For the work under way at the end: a next hop that answers late is recorded, and nothing is handed over again. */
  readonly end: number;
  /** For each attempt of an earlier process. */
  readonly resumed: number;
}

const standardPatience: Patience = { end: 60_000, resumed: 10_000 };

const ending: Answer = {
  reply: { code: 451, text: '4.3.2 the server is stopping, please try again later' },
  attempt: null,
};

/** What is called when work on a message ended. */
export interface Afterwards {
  /** There may be notices to send. */
  notices(): void;
  /** Mail came: a password may be in it. */
  mailCame(): void;
}

export function localDoor(deps: ScanDependencies, afterwards: Afterwards, patience = standardPatience): LocalDoor {
  const take = oneAtATime();
  const resumed = resumption(patience.resumed, deps.report);
  const underWay = new Set<Promise<unknown>>();
  let ended = false;
  /** Attempts of the same bytes share a key. */
  const inTurn = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const mine = take(key, work);
    underWay.add(mine);
    try {
      return await mine;
    } finally {
      underWay.delete(mine);
    }
  };
  /** Apart from a client or a release that has the same message. */
  const withItem = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const item = await deps.ports.ledger.heldItem(id);
    if (item === null) throw new Refused(`there is no held item ${id}`);
    if (ended) throw new Refused('the gateway is stopping; ask again when it runs');
    try {
      return await inTurn(keyOf(item.attempt), work);
    } finally {
      afterwards.notices();
    }
  };
  return {
    async receive(arrival, relay) {
      if (ended) return ending;
      try {
        return await inTurn(keyOfArrival(arrival), () => scan(arrival, relay, deps));
      } finally {
        afterwards.notices();
        afterwards.mailCame();
      }
    },
    release: (id, proof, relay) => withItem(id, () => release(id, proof, relay, deps)),
    rescan: (id, proof) => withItem(id, () => rescan(id, proof, deps)),
    rescanDue: () => rescanDue(({ id }, work) => withItem(id, work), deps),
    conclude: (attempt) => inTurn(keyOf(attempt.id), () => conclude(attempt, deps.ports)),
    resume: (relay) =>
      resume((work, { attempt }) => resumed.run(attempt, () => take(keyOf(attempt.id), work)), relay, deps),
    async end() {
      ended = true;
      await Promise.all([within(patience.end, Promise.allSettled(underWay), () => undefined), resumed.end()]);
    },
  };
}

function keyOf(attempt: string): string {
  return attempt.slice(0, attempt.lastIndexOf('.'));
}
