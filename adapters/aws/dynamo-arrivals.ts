// What is known of each message that SES stored: that its envelope came, and that it is done with.
import type { DynamoTable, Key } from './dynamo-table.ts';

export interface Arrivals {
  /** Every recipient has a fate and the client that SES was has its answer. */
  isDone(id: string): Promise<boolean>;
  /** Whether its envelope ever came to us. */
  isKnown(id: string): Promise<boolean>;
  /** The envelope came; what is left is tried again. */
  known(id: string, now: number): Promise<void>;
  done(id: string, now: number): Promise<void>;
}

/** Seconds: longer than a queue keeps an envelope (14 days at most). */
const keptFor = 20 * 24 * 3600;

export function dynamoArrivals(table: DynamoTable): Arrivals {
  const write = async (id: string, state: 'known' | 'done', now: number) => {
    const expiresAt = Math.ceil(now / 1000) + keptFor;
    await table.write([{ type: 'put', item: { ...keyOf(id), state, expiresAt } }]);
  };
  return {
    isDone: async (id) => (await table.get(keyOf(id)))?.state === 'done',
    isKnown: async (id) => (await table.get(keyOf(id))) !== null,
    known: (id, now) => write(id, 'known', now),
    done: (id, now) => write(id, 'done', now),
  };
}

function keyOf(id: string): Key {
  return { pk: `ARRIVAL#${id}`, sk: 'ARRIVAL' };
}
