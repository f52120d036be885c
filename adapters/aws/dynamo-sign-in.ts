// The SignInMemory port in the table, where several processes share it: names are hashed, values encrypted under a key that the
// table does not hold, and the table deletes what is over by itself.
import { createHash } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';
import type { SignInMemory } from '../../core/sign-in-ports.ts';
import type { SecretBox } from '../identity/secret-box.ts';
import { type DynamoTable, type Item, type Key, WriteConflict } from './dynamo-table.ts';

export function dynamoSignIn(table: DynamoTable, box: SecretBox, clock: Clock): SignInMemory {
  const itemOf = (key: Key, value: unknown, until: number): Item => ({
    ...key,
    hidden: box.hide(JSON.stringify(value), key.pk),
    until,
    expiresAt: Math.ceil(until / 1000),
  });
  return {
    async get(kind, id) {
      const key = keyOf(kind, id);
      const item = await table.get(key);
      // The table may take two days to delete what is over.
      if (item === null || Number(item.until) <= clock()) return null;
      const shown = box.reveal(String(item.hidden), key.pk);
      return shown === null ? null : JSON.parse(shown);
    },
    async put(kind, id, value, until) {
      await table.write([{ type: 'put', item: itemOf(keyOf(kind, id), value, until) }]);
    },
    async claim(kind, id, until) {
      const item = itemOf(keyOf(kind, id), true, until);
      try {
        await table.write([{ type: 'put', item, condition: { type: 'over', now: clock() } }]);
        return true;
      } catch (cause) {
        if (cause instanceof WriteConflict) return false;
        throw cause;
      }
    },
    async forget(kind, id) {
      await table.write([{ type: 'delete', key: keyOf(kind, id) }]);
    },
  };
}

function keyOf(kind: string, id: string): Key {
  return { pk: `SIGNIN#${createHash('sha256').update(`${kind}\0${id}`).digest('hex')}`, sk: 'SIGNIN' };
}
