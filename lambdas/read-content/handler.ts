// Opens one item for one person, or exports those of a request of law: the only function whose role a grant reaches. What the
// console says counts for nothing but a name; right, case, approval and the approver's proof are read from the ledger each time.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dynamoShares } from '../../adapters/aws/dynamo-shares.ts';
import { contentKey, signingKey } from '../../adapters/aws/kms-client.ts';
import { kmsGrants } from '../../adapters/aws/kms-grants.ts';
import { kmsNotary } from '../../adapters/aws/kms-notary.ts';
import { s3SealedStore } from '../../adapters/aws/s3-mail-store.ts';
import { bucketOf, openS3 } from '../../adapters/aws/s3-objects.ts';
import { openSecrets } from '../../adapters/aws/secrets.ts';
import { actorOf } from '../../core/oversight/people/rights.ts';
import { readingDesk } from '../../core/oversight/viewing/reading-desk.ts';
import { once } from '../../gateway/once.ts';
import { openViewer } from '../../gateway/workers/viewer.ts';
import { approversOf } from '../approver-keys.ts';
import { contentCallKey } from '../console-secret.ts';
import { answerTo, type ContentAnswer } from '../content-call.ts';
import { bundledProgram } from '../examiner.ts';
import { fingerprintKey } from '../fingerprint-key.ts';
import { report } from '../metrics.ts';
import { openOversight } from '../oversight.ts';
import { objectOptions } from '../settings.ts';

const { settings, aws, table, policy, oversight } = openOversight(__dirname);
const secrets = openSecrets(aws);
const grants = kmsGrants({
  key: contentKey(settings.get('POSTERN_CONTENT_KEY'), aws),
  table,
  shares: dynamoShares(table),
  readRole: settings.get('POSTERN_READ_ROLE'),
  approvers: approversOf(settings),
  clock: Date.now,
});
const store = s3SealedStore(bucketOf(openS3(objectOptions(settings)), settings.get('POSTERN_HELD_BUCKET')));
const viewer = openViewer({
  ...bundledProgram(__dirname, 20_000),
  entry: pathToFileURL(join(__dirname, 'view-worker.js')),
  policy,
  fingerprintKey: fingerprintKey(settings, secrets),
  report: (cause) => report({ event: 'viewer-lost', attempt: null, cause }),
});

const started = once(async () => {
  const [notary, key] = await Promise.all([
    kmsNotary(signingKey(settings.get('POSTERN_EXPORT_KEY'), aws)),
    contentCallKey(settings, secrets),
  ]);
  return { desk: readingDesk({ ...oversight, grants, store }, viewer, notary), key };
});

export async function handler(event: unknown): Promise<ContentAnswer> {
  const { desk, key } = await started();
  return answerTo(event, {
    key,
    now: Date.now(),
    actorOf: (person, client) => actorOf(oversight, person, client),
    desk,
  });
}
