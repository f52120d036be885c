// The half of each held item's key that does not travel with its content: who destroys it destroys every copy.
import { randomBytes } from 'node:crypto';
import { Refused } from '../../core/ports.ts';
import { type DynamoTable, type Key, WriteConflict } from './dynamo-table.ts';

export interface ItemShares {
  /** The item's share, made when it has none. Rejects with Refused when it was destroyed. */
  make(item: string): Promise<Uint8Array>;
  /** Null when there is none, or it was destroyed. */
  get(item: string): Promise<Uint8Array | null>;
  /** For good; succeeds when there is none. */
  destroy(item: string): Promise<void>;
}

export function dynamoShares(table: DynamoTable): ItemShares {
  const get = async (item: string): Promise<Uint8Array | null> => {
    const share = (await table.get(keyOf(item)))?.share;
    return typeof share === 'string' && share !== destroyed ? Buffer.from(share, 'base64') : null;
  };
  return {
    get,
    async make(item) {
      const share = randomBytes(32);
      try {
        const put = { ...keyOf(item), share: share.toString('base64') };
        await table.write([{ type: 'put', item: put, condition: { type: 'absent' } }]);
        return share;
      } catch (cause) {
        if (!(cause instanceof WriteConflict)) throw cause;
      }
      const known = await get(item);
      if (known === null) throw new Refused('this item was disposed of; it cannot be sealed again');
      return known;
    },
    // A mark stays, so that nothing is sealed under that id again.
    destroy: (item) => table.write([{ type: 'put', item: { ...keyOf(item), share: destroyed } }]),
  };
}

const destroyed = 'destroyed';

function keyOf(item: string): Key {
  return { pk: `SHARE#${item}`, sk: 'SHARE' };
}
