// What is known of each message that SES stored, and whose turn it is: one invocation at a time works on it, over all functions.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';
import { type DynamoTable, type Item, type Key, WriteConflict } from './dynamo-table.ts';

/**
 * `begun`: somebody had a turn, and nobody noted more · `known`: its envelope came, and what is left is tried again · `done`:
 * every recipient has a fate, and the client that SES is has its answer.
 */
export type Fate = 'begun' | 'known' | 'done';

export interface Turn {
  /** Null when nobody had a turn before. */
  readonly fate: Fate | null;
  /** How many invocations had this turn before and never gave it back: each was lost over this message. */
  readonly lost: number;
  /** Somebody else may go on at once. Says what is known now; without it, what was known stays. */
  give(fate?: Fate): Promise<void>;
  /** The work was left in time, but may not have stopped: the turn ends by itself, this is no loss, and the message is known. */
  leave(): Promise<void>;
}

export interface Turns {
  /** Null while somebody else has it. `until`: when it ends by itself, milliseconds since the epoch. */
  take(name: string, until: number): Promise<Turn | null>;
  /** Null when nobody ever had a turn. */
  fate(name: string): Promise<Fate | null>;
}

/** Seconds: longer than a queue keeps an envelope (14 days at most). */
const keptFor = 20 * 24 * 3600;

export function dynamoTurns(table: DynamoTable, clock: Clock): Turns {
  return {
    async take(name, until) {
      const key = keyOf(name);
      const mine: Held = { owner: randomUUID(), until, lost: 0, fate: 'begun' };
      const before = await claim(table, key, mine, clock());
      return before === null ? null : turnOf(table, key, { mine, ...before }, clock);
    },
    async fate(name) {
      const item = await table.get(keyOf(name));
      return item === null ? null : fateOf(item);
    },
  };
}

/** As it lies in the table. A turn that was given back has no owner. */
interface Held {
  readonly owner: string;
  readonly until: number;
  readonly lost: number;
  readonly fate: Fate;
}

interface Before {
  readonly fate: Fate | null;
  readonly lost: number;
}

function turnOf(
  table: DynamoTable,
  key: Key,
  { mine, fate, lost }: Before & { readonly mine: Held },
  clock: Clock,
): Turn {
  const put = (held: Held) => putIf(table, key, held, mine.owner, clock());
  const stays = fate ?? 'begun';
  return {
    fate,
    lost,
    give: async (now = stays) => void (await put({ owner: nobody, until: 0, lost: 0, fate: now })),
    leave: async () => void (await put({ ...mine, lost: lost - 1, fate: 'known' })),
  };
}

const nobody = '-';

/** What there was before; null when somebody else has the turn. */
async function claim(table: DynamoTable, key: Key, mine: Held, now: number): Promise<Before | null> {
  try {
    await table.write([{ type: 'put', item: itemOf(key, mine, now), condition: { type: 'absent' } }]);
    return { fate: null, lost: 0 };
  } catch (cause) {
    if (!(cause instanceof WriteConflict)) throw cause;
  }
  const item = await table.get(key);
  // It was written, and the answer lost.
  if (item?.owner === mine.owner) return { fate: null, lost: 0 };
  if (item === null || Number(item.until) >= now) return null;
  const before = { fate: fateOf(item), lost: item.owner === nobody ? 0 : Number(item.lost) + 1 };
  return (await putIf(table, key, { ...mine, ...before }, String(item.owner), now)) ? before : null;
}

/** False when the turn is not that owner's any more. */
async function putIf(table: DynamoTable, key: Key, held: Held, owner: string, now: number): Promise<boolean> {
  try {
    await table.write([{ type: 'put', item: itemOf(key, held, now), condition: { type: 'owner', owner } }]);
    return true;
  } catch (cause) {
    if (cause instanceof WriteConflict) return false;
    throw cause;
  }
}

function itemOf(key: Key, held: Held, now: number): Item {
  return { ...key, ...held, expiresAt: Math.ceil(now / 1000) + keptFor };
}

function fateOf({ fate }: Item): Fate {
  return fate === 'known' || fate === 'done' ? fate : 'begun';
}

function keyOf(name: string): Key {
  return { pk: `TURN#${name}`, sk: 'TURN' };
}
