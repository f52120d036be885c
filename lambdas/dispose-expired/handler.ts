// Ends what was kept for long enough: each hour, legal holds first, the item's half of its key and then the bytes.
import { randomUUID } from 'node:crypto';
import { dynamoShares } from '../../adapters/aws/dynamo-shares.ts';
import { destroyOldWindows } from '../../adapters/aws/dynamo-windows.ts';
import { signingKey } from '../../adapters/aws/kms-client.ts';
import { kmsNotary } from '../../adapters/aws/kms-notary.ts';
import { s3SealedStore } from '../../adapters/aws/s3-mail-store.ts';
import { bucketOf, openS3 } from '../../adapters/aws/s3-objects.ts';
import { disposeExpired } from '../../core/oversight/retention/dispose.ts';
import { once } from '../../gateway/once.ts';
import { count } from '../metrics.ts';
import { openLedger } from '../open-ledger.ts';
import { objectOptions } from '../settings.ts';

const { settings, aws, table, ledger, policy, zone } = openLedger(__dirname);
const notary = once(() => kmsNotary(signingKey(settings.get('POSTERN_DISPOSAL_KEY'), aws)));
const shares = dynamoShares(table);
const store = s3SealedStore(bucketOf(openS3(objectOptions(settings)), settings.get('POSTERN_HELD_BUCKET')));

/** What one call does not finish, the next one does. Neither of the two waits for the other to succeed; it fails with either. */
export async function handler(): Promise<{ readonly disposed: number }> {
  try {
    return await disposeDue();
  } finally {
    await destroyOldWindows(shares, Date.now());
  }
}

async function disposeDue(): Promise<{ readonly disposed: number }> {
  const { retention } = policy.pack;
  if (retention === undefined) return { disposed: 0 };
  const disposed = await disposeExpired({
    ledger,
    store,
    keys: shares,
    notary: await notary(),
    clock: Date.now,
    newId: randomUUID,
    zone,
    retention,
  });
  count('ItemsDisposed', disposed);
  return { disposed };
}
