// Each minute: signs the state of the trail, and puts what happened since the last time, with the signature, where nobody can
// change or delete it.
import { signingKey } from '../../adapters/aws/kms-client.ts';
import { kmsNotary } from '../../adapters/aws/kms-notary.ts';
import { bucketOf, openS3 } from '../../adapters/aws/s3-objects.ts';
import { makeCheckpoint } from '../../core/oversight/audit/checkpoint.ts';
import { exportSince } from '../../core/oversight/audit/export-since.ts';
import { ChangedMeanwhile } from '../../core/ports.ts';
import { once } from '../../gateway/once.ts';
import { checkpointPrefix } from '../functions.ts';
import { count } from '../metrics.ts';
import { openLedger } from '../open-ledger.ts';
import { objectOptions } from '../settings.ts';

const { settings, aws, ledger } = openLedger(__dirname);
const notary = once(() => kmsNotary(signingKey(settings.get('POSTERN_CHECKPOINT_KEY'), aws)));
const bucket = bucketOf(openS3(objectOptions(settings)), settings.get('POSTERN_AUDIT_BUCKET'));

const put = (name: string, text: string) => bucket.put(`${checkpointPrefix}${name}`, Buffer.from(text));

export async function handler(): Promise<void> {
  const signer = await notary();
  try {
    const made = await makeCheckpoint({ ledger, notary: signer, clock: Date.now });
    if (made?.number === 1) await put('notary.pem', signer.notaryKey);
    await exportSince(ledger, put);
  } catch (cause) {
    // Another call is at it: what it signs and puts is as good.
    if (!(cause instanceof ChangedMeanwhile)) throw cause;
  }
  count('CheckpointSigned');
}
