// What is known of each message that SES stored: that its envelope came, and that it is done with.
import type { LedgerChange } from '../../core/model/ledger.ts';
import { type DynamoTable, type Key, type Write, WriteConflict } from './dynamo-table.ts';
import type { Commit } from './ledger-commit.ts';

export interface Arrivals {
  /** Every recipient has a fate and the client that SES was has its answer. */
  isDone(id: string): Promise<boolean>;
  /** Whether its envelope ever came to us. */
  isKnown(id: string): Promise<boolean>;
  /** The envelope came; what is left is tried again. What is done stays done. */
  known(id: string, now: number): Promise<void>;
  /** Together with what follows from it in the ledger, or not at all. */
  done(id: string, now: number, concluding: readonly LedgerChange[]): Promise<void>;
}

/** Seconds: longer than a queue keeps an envelope (14 days at most). */
const keptFor = 20 * 24 * 3600;

export function dynamoArrivals(table: DynamoTable, commit: Commit): Arrivals {
  return {
    isDone: async (id) => (await table.get(keyOf(id)))?.state === 'done',
    isKnown: async (id) => (await table.get(keyOf(id))) !== null,
    async known(id, now) {
      try {
        await table.write([{ ...noted(id, 'known', now), condition: { type: 'other-state', state: 'done' } }]);
      } catch (cause) {
        // Whoever outlived their turn comes late.
        if (!(cause instanceof WriteConflict)) throw cause;
      }
    },
    done: (id, now, concluding) => commit(concluding, [noted(id, 'done', now)]),
  };
}

function noted(id: string, state: 'known' | 'done', now: number): Write {
  return { type: 'put', item: { ...keyOf(id), state, expiresAt: Math.ceil(now / 1000) + keptFor } };
}

function keyOf(id: string): Key {
  return { pk: `ARRIVAL#${id}`, sk: 'ARRIVAL' };
}
