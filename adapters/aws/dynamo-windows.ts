// The keys that candidates are sealed under: whoever scans makes one for each window, rescan-held alone opens it, and
// when its time is over its share is destroyed as a held item's is.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { CandidateWindow } from '../../core/model/candidate.ts';
import type { Clock } from '../../core/ports.ts';
import { isWindowOpen, windowAt, windowEnd } from '../local/candidates.ts';
import type { ItemShares } from './dynamo-shares.ts';
import { type DynamoTable, type Item, type Key, WriteConflict } from './dynamo-table.ts';
import { type Halves, seal, unseal } from './kms-keys.ts';

export interface CandidateWindows {
  /** Of now, made when there is none. */
  current(): Promise<CandidateWindow>;
  /** Null when its time is over or there was none. Rejects with Refused where the caller may not open it. */
  open(window: string): Promise<KeyObject | null>;
}

export interface WindowsOptions extends Halves {
  readonly table: DynamoTable;
  readonly clock: Clock;
}

export function dynamoWindows({ key, shares, table, clock }: WindowsOptions): CandidateWindows {
  let known: CandidateWindow | null = null;
  return {
    async current() {
      const id = windowAt(clock());
      if (known?.id !== id) {
        const item = (await table.get(keyOf(id))) ?? (await make({ key, shares }, table, id));
        known = { id, key: Buffer.from(String(item.public), 'base64') };
      }
      return known;
    },
    async open(window) {
      const item = isWindowOpen(window, clock()) ? await table.get(keyOf(window)) : null;
      if (item === null) return null;
      const der = await unseal({ key, shares }, nameOf(window), Buffer.from(String(item.sealed), 'base64'), null);
      return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
    },
  };
}

async function make(halves: Halves, table: DynamoTable, id: string): Promise<Item> {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const sealed = await seal(halves, nameOf(id), privateKey.export({ format: 'der', type: 'pkcs8' }), 'grantable');
  const item: Item = {
    ...keyOf(id),
    public: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    sealed: Buffer.from(sealed).toString('base64'),
    expiresAt: Math.ceil(windowEnd(id) / 1000),
  };
  try {
    await table.write([{ type: 'put', item, condition: { type: 'absent' } }]);
    return item;
  } catch (cause) {
    if (!(cause instanceof WriteConflict)) throw cause;
  }
  // Another function was quicker.
  const made = await table.get(keyOf(id));
  if (made === null) throw new Error('the key for found passwords came and went; try again');
  return made;
}

/** Windows that ended lately: work by the hour may miss some hours. */
const lately = 8;

/** For good: what was sealed under a window whose time is over can never be opened again. */
export async function destroyOldWindows(shares: Pick<ItemShares, 'destroy'>, now: number): Promise<void> {
  let window = Number(windowAt(now));
  while (isWindowOpen(String(window), now)) window--;
  for (const old of Array.from({ length: lately }, (_, n) => String(window - n))) await shares.destroy(nameOf(old));
}

/** As an item is named where content is sealed. */
function nameOf(window: string): string {
  return `window/${window}`;
}

function keyOf(window: string): Key {
  return { pk: `WINDOW#${window}`, sk: 'WINDOW' };
}
