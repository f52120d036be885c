// The contract suites on the adapters of AWS, over HTTP against servers that speak its protocols.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll } from 'vitest';
import { dynamoLedger } from '../../adapters/aws/dynamo-ledger.ts';
import { openTable } from '../../adapters/aws/dynamo-table.ts';
import { contentKey } from '../../adapters/aws/kms-client.ts';
import { kmsKeys } from '../../adapters/aws/kms-keys.ts';
import { s3MailStore } from '../../adapters/aws/s3-mail-store.ts';
import { bucketOf, openS3 } from '../../adapters/aws/s3-objects.ts';
import { canonicalJson } from '../../core/model/canonical-json.ts';
import type { OpeningProof } from '../../core/ports.ts';
import { startFakeDynamoDb } from '../harness/aws/fake-dynamodb.ts';
import { startFakeKms } from '../harness/aws/fake-kms.ts';
import { roleArn, testClientOptions } from '../harness/aws/test-clients.ts';
import { describeKeys } from './keys.contract.ts';
import { describeLedger } from './ledger.contract.ts';
import { describeMailStore } from './mail-store.contract.ts';

describeLedger('DynamoDB', async () => {
  const database = await startFakeDynamoDb();
  let now = 0;
  return {
    ledger: dynamoLedger(openTable('postern', testClientOptions(database.endpoint)), () => now),
    setClock: (time) => {
      now = time;
    },
    close: database.close,
  };
});

let storage: Promise<FauxqsServer> | undefined;
let buckets = 0;
afterAll(async () => (await storage)?.stop());

describeMailStore('S3', async () => {
  storage ??= startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const server = await storage;
  const client = openS3(testClientOptions(`http://127.0.0.1:${server.port}`));
  const [raw, held] = [`raw-${++buckets}`, `held-${buckets}`];
  server.createBucket(raw);
  server.createBucket(held);
  return { store: s3MailStore(bucketOf(client, raw), bucketOf(client, held)), close: async () => client.destroy() };
});

describeKeys('KMS', async () => {
  const kms = await startFakeKms({ scanner: ['GenerateDataKey'], releaser: ['Decrypt'] }, roleArn);
  const keyAs = (role: string) => contentKey(kms.keyId, testClientOptions(kms.endpoint, role));
  const decider = generateKeyPairSync('ed25519');
  const deciders = { operator: decider.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
  const common = { fingerprintKey: randomBytes(32), deciders, clock: Date.now };
  const opening = kmsKeys({ key: keyAs('releaser'), ...common });
  return {
    keys: { ...kmsKeys({ key: keyAs('scanner'), ...common }), open: opening.open },
    prove: async (item, until) => proofOf(item, until, decider.privateKey),
    close: kms.close,
  };
});

function proofOf(item: string, until: number, key: KeyObject): OpeningProof {
  const unsigned = { item, purpose: 'release', decider: 'operator', until } as const;
  return { ...unsigned, signature: sign(null, Buffer.from(canonicalJson(unsigned)), key).toString('base64') };
}
