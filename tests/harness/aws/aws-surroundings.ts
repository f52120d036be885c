// All that the functions of the AWS host talk to, in memory and over HTTP: S3 and SQS (fauxqs), DynamoDB, KMS, secrets, and a
// next hop that speaks SMTP.
import { randomBytes } from 'node:crypto';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { dynamoLedger } from '../../../adapters/aws/dynamo-ledger.ts';
import { type DynamoTable, openTable } from '../../../adapters/aws/dynamo-table.ts';
import { type Bucket, bucketOf, openS3 } from '../../../adapters/aws/s3-objects.ts';
import type { Ledger } from '../../../core/ports.ts';
import { type AwsFake, startAwsFake } from './aws-fake.ts';
import { type FakeDynamoDb, startFakeDynamoDb } from './fake-dynamodb.ts';
import { type FakeKms, type KeyPolicy, startFakeKms } from './fake-kms.ts';
import { roleArn, testClientOptions, testRegion } from './test-clients.ts';

export interface AwsSurroundings {
  readonly fauxqs: FauxqsServer;
  readonly database: FakeDynamoDb;
  readonly kms: FakeKms;
  /** Entries that the event bus took. */
  readonly told: readonly { readonly DetailType: string; readonly Detail: string }[];
  readonly fingerprintKey: Buffer;
  readonly table: DynamoTable;
  readonly ledger: Ledger;
  readonly raw: Bucket;
  readonly held: Bucket;
  readonly audit: Bucket;
  readonly people: Bucket;
  /** Variables of a function that runs as this role. */
  environment(role: string, relay: string): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const keyPolicy: KeyPolicy = {
  scanner: ['GenerateDataKey'],
  releaser: ['Decrypt'],
  rescanner: ['Decrypt'],
  approver: ['CreateGrant', 'ListGrants', 'RevokeGrant'],
  reader: ['Sign', 'GetPublicKey'],
  console: ['GetPublicKey'],
  disposer: ['Sign', 'GetPublicKey'],
  checkpointer: ['Sign', 'GetPublicKey'],
};

export async function startSurroundings(fingerprintKey = randomBytes(32)): Promise<AwsSurroundings> {
  const fauxqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const told: { DetailType: string; Detail: string }[] = [];
  const [database, kms, secrets, bus] = await Promise.all([
    startFakeDynamoDb(),
    startFakeKms(keyPolicy, roleArn),
    startSecrets({
      fingerprint: fingerprintKey.toString('hex'),
      relay: '{}',
      console: 'k'.repeat(64),
      calls: 'c'.repeat(64),
    }),
    startAwsFake('AWSEvents', {
      PutEvents: ({ Entries }: { Entries: typeof told }) => {
        told.push(...Entries);
        return { FailedEntryCount: 0, Entries: [] };
      },
    }),
  ]);
  for (const bucket of ['raw', 'held', 'audit', 'people']) fauxqs.createBucket(bucket);
  for (const queue of ['notices', 'finish']) fauxqs.createQueue(queue);
  const s3 = openS3(testClientOptions(`http://127.0.0.1:${fauxqs.port}`));
  const table = openTable('postern', testClientOptions(database.endpoint));
  const queues = `http://127.0.0.1:${fauxqs.port}`;
  return {
    fauxqs,
    database,
    kms,
    told,
    fingerprintKey,
    table,
    ledger: dynamoLedger(table),
    raw: bucketOf(s3, 'raw'),
    held: bucketOf(s3, 'held'),
    audit: bucketOf(s3, 'audit'),
    people: bucketOf(s3, 'people'),
    environment: (role, relay) => ({
      AWS_REGION: testRegion,
      AWS_ACCESS_KEY_ID: role,
      AWS_SECRET_ACCESS_KEY: 'not a secret',
      AWS_ENDPOINT_URL_S3: queues,
      AWS_ENDPOINT_URL_SQS: queues,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_ENDPOINT_URL_KMS: kms.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
      POSTERN_TABLE: 'postern',
      POSTERN_RAW_BUCKET: 'raw',
      POSTERN_HELD_BUCKET: 'held',
      POSTERN_AUDIT_BUCKET: 'audit',
      POSTERN_PEOPLE_BUCKET: 'people',
      POSTERN_CONTENT_KEY: kms.keyId,
      POSTERN_CHECKPOINT_KEY: kms.keyId,
      POSTERN_DISPOSAL_KEY: kms.keyId,
      POSTERN_EXPORT_KEY: kms.keyId,
      POSTERN_READ_ROLE: roleArn('reader'),
      POSTERN_NOTICES_QUEUE: `${queues}/000000000000/notices`,
      POSTERN_FINISH_QUEUE: `${queues}/000000000000/finish`,
      POSTERN_EVENT_BUS: 'postern',
      POSTERN_FINGERPRINT_SECRET: 'fingerprint',
      POSTERN_RELAY_INBOUND: relay,
      POSTERN_RELAY_OUTBOUND: relay,
      POSTERN_RELAY_SECRET: 'relay',
      POSTERN_CONSOLE_SECRET: 'console',
      POSTERN_CONTENT_CALL_SECRET: 'calls',
      POSTERN_PUBLIC_URL: 'https://console.agency.example',
      POSTERN_DEPLOYMENT: 'postern',
      POSTERN_USER_POOL: 'ca-central-1_none',
      POSTERN_USER_POOL_CLIENT: 'none',
      POSTERN_HOSTNAME: 'gate.agency.example',
      POSTERN_MALWARE_SCAN: 'none',
      POSTERN_PACK: 'default',
    }),
    close: async () => {
      s3.sdk.destroy();
      await Promise.all([fauxqs.stop(), database.close(), kms.close(), secrets.close(), bus.close()]);
    },
  };
}

function startSecrets(values: Readonly<Record<string, string>>): Promise<AwsFake> {
  return startAwsFake('secretsmanager', {
    GetSecretValue: ({ SecretId }: { SecretId: string }) => ({ Name: SecretId, SecretString: values[SecretId] }),
  });
}
