// One invocation at a time for the same message, over all functions: a turn in the table, which ends by itself.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';
import { type DynamoTable, type Key, type Write, WriteConflict } from './dynamo-table.ts';

export interface Turn {
  /** How many invocations had this turn before and never gave it back: each was lost over this message. */
  readonly lost: number;
  /** Somebody else may go on at once. */
  give(): Promise<void>;
  /** The work was left in time, but may not have stopped: the turn ends by itself, and this is no loss. */
  leave(): Promise<void>;
}

export interface Turns {
  /** Null while somebody else has it. `until`: when it ends by itself, milliseconds since the epoch. */
  take(key: string, until: number): Promise<Turn | null>;
}

/** Seconds after which a forgotten turn is deleted by the table. */
const keptFor = 2 * 24 * 3600;

export function dynamoTurns(table: DynamoTable, clock: Clock): Turns {
  return {
    async take(name, until) {
      const key: Key = { pk: `TURN#${name}`, sk: 'TURN' };
      const owner = randomUUID();
      const lost = await claim(table, key, { owner, until, now: clock() });
      if (lost === null) return null;
      const mine = { type: 'owner', owner } as const;
      return {
        lost,
        give: () => unlessTaken(table, { type: 'delete', key, condition: mine }),
        leave: () => unlessTaken(table, { type: 'put', item: turn(key, owner, until, lost - 1), condition: mine }),
      };
    },
  };
}

function turn(key: Key, owner: string, until: number, lost: number) {
  return { ...key, owner, until, lost, expiresAt: Math.ceil(until / 1000) + keptFor };
}

/** How many were lost before; null when somebody else has the turn. */
async function claim(
  table: DynamoTable,
  key: Key,
  { owner, until, now }: { readonly owner: string; readonly until: number; readonly now: number },
): Promise<number | null> {
  try {
    await table.write([{ type: 'put', item: turn(key, owner, until, 0), condition: { type: 'absent' } }]);
    return 0;
  } catch (cause) {
    if (!(cause instanceof WriteConflict)) throw cause;
  }
  const before = await table.get(key);
  if (before === null || Number(before.until) >= now) return null;
  const lost = Number(before.lost) + 1;
  const condition = { type: 'owner', owner: String(before.owner) } as const;
  try {
    await table.write([{ type: 'put', item: turn(key, owner, until, lost), condition }]);
    return lost;
  } catch (cause) {
    if (cause instanceof WriteConflict) return null;
    throw cause;
  }
}

async function unlessTaken(table: DynamoTable, write: Write): Promise<void> {
  try {
    await table.write([write]);
  } catch (cause) {
    if (!(cause instanceof WriteConflict)) throw cause;
  }
}
