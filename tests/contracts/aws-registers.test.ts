// The contract of registers that were published in a bucket, and what happens while they are published anew.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Published, pullRegisters } from '../../adapters/aws/pull-registers.ts';
import { type Bucket, bucketOf, openS3 } from '../../adapters/aws/s3-objects.ts';
import { openDocumentRegister } from '../../adapters/local/registers/document-register.ts';
import { openRegisters } from '../../adapters/local/registers/open-registers.ts';
import { openRecordRegister } from '../../adapters/local/registers/record-register.ts';
import { publishRegisters } from '../harness/aws/publish-registers.ts';
import { testClientOptions } from '../harness/aws/test-clients.ts';
import { describeRegisters } from './registers.contract.ts';

let server: FauxqsServer;
let buckets = 0;
beforeAll(async () => {
  server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
});
afterAll(() => server.stop());

function newBucket(): Bucket {
  const name = `registers-${++buckets}`;
  server.createBucket(name);
  return bucketOf(openS3(testClientOptions(`http://127.0.0.1:${server.port}`)), name);
}

describeRegisters('S3', async () => {
  const [here, there] = [mkdtempSync(join(tmpdir(), 'postern-')), mkdtempSync(join(tmpdir(), 'postern-'))];
  const bucket = newBucket();
  const documents = openDocumentRegister(join(here, 'documents'));
  const records = openRecordRegister(join(here, 'records'));
  const pulled = openRegisters(there);
  let last: Published | null = null;
  /** Changed where it is kept, published, and looked up where it was brought. */
  const carried = async () => {
    await publishRegisters(here, bucket);
    last = await pullRegisters(bucket, there, last);
  };
  await carried();
  const afterwards =
    <Given extends readonly unknown[], T>(change: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      try {
        return await change(...given);
      } finally {
        await carried();
      }
    };
  return {
    documents: {
      ...pulled.documents,
      list: documents.list,
      add: afterwards(documents.add),
      remove: afterwards(documents.remove),
    },
    records: { ...pulled.records, put: afterwards(records.put), remove: afterwards(records.remove) },
    close: async () => {
      documents.close();
      records.close();
      for (const folder of [here, there]) rmSync(folder, { recursive: true, force: true });
    },
  };
});

describe('registers in a bucket', () => {
  it('are not brought again while nothing changed, and keep to their folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-'));
    const bucket = newBucket();
    for (const key of [
      'registers/../out.table',
      'registers/documents/../../out.table',
      'registers/out.table',
      'other/x',
    ])
      await bucket.put(key, Buffer.from('x'));
    await bucket.put('registers/documents/passages-1.table', Buffer.from('x'));
    const first = await pullRegisters(bucket, folder, null);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['documents', 'documents/passages-1.table']);
    rmSync(join(folder, 'documents'), { recursive: true });
    expect(await pullRegisters(bucket, folder, first)).toBe(first);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('R-103 are refused when they are published anew while they are brought', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-'));
    const bucket = newBucket();
    await bucket.put('registers/documents/manifest.json', Buffer.from('{"old":1}'));
    await bucket.put('registers/documents/passages-1.table', Buffer.from('x'));
    const racing: Bucket = {
      ...bucket,
      copyTo: async (key, file) => {
        await bucket.copyTo(key, file);
        await bucket.put('registers/documents/manifest.json', Buffer.from('{"newer":true}'));
      },
    };
    await expect(pullRegisters(racing, folder, null)).rejects.toThrow('published anew');
    expect(readdirSync(join(folder, 'documents'))).toEqual(['passages-1.table']);
    await expect(pullRegisters(bucket, folder, null)).resolves.toBeTypeOf('string');
    rmSync(folder, { recursive: true });
  });
});
