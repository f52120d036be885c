// The contract suites on the adapters of AWS, over HTTP against servers that speak its protocols.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../adapters/aws/dynamo-ledger.ts';
import { dynamoShares } from '../../adapters/aws/dynamo-shares.ts';
import { openTable } from '../../adapters/aws/dynamo-table.ts';
import { contentKey } from '../../adapters/aws/kms-client.ts';
import { kmsGrants, sweepGrants } from '../../adapters/aws/kms-grants.ts';
import { fingerprintUnder, kmsKeys } from '../../adapters/aws/kms-keys.ts';
import { s3MailStore } from '../../adapters/aws/s3-mail-store.ts';
import { bucketOf, openS3 } from '../../adapters/aws/s3-objects.ts';
import type { Approver } from '../../adapters/local/approvers.ts';
import { move } from '../../core/mail/act/act.ts';
import { canonicalJson } from '../../core/model/canonical-json.ts';
import { type ApproverProof, type Grant, grantChallenge } from '../../core/model/grant.ts';
import { IllegalMove, type RecipientState } from '../../core/model/recipient-state.ts';
import { type OpeningProof, Refused } from '../../core/ports.ts';
import { startFakeDynamoDb } from '../harness/aws/fake-dynamodb.ts';
import { startFakeKms } from '../harness/aws/fake-kms.ts';
import { roleArn, testClientOptions } from '../harness/aws/test-clients.ts';
import { describeGrants } from './grants.contract.ts';
import { describeKeys } from './keys.contract.ts';
import { describeLedger } from './ledger.contract.ts';
import { describeMailStore } from './mail-store.contract.ts';
import { attempt, key, notice, one } from './samples.ts';
import { describeSenderBlocks } from './sender-blocks.contract.ts';

const openDynamo = async () => {
  const database = await startFakeDynamoDb();
  let now = 0;
  return {
    ledger: dynamoLedger(openTable('postern', testClientOptions(database.endpoint)), () => now),
    setClock: (time: number) => {
      now = time;
    },
    close: database.close,
  };
};
describeLedger('DynamoDB', openDynamo);
describeSenderBlocks('DynamoDB', openDynamo);

describe('several processes at one table', () => {
  it('R-703 go on from what the others wrote, whatever they remember, and commit in one request what is theirs', async () => {
    const database = await startFakeDynamoDb();
    const table = openTable('postern', testClientOptions(database.endpoint));
    const [mine, theirs] = [dynamoLedger(table), dynamoLedger(table)];
    const id = `${key('a')}.1`;
    const to = (from: RecipientState, state: RecipientState) => [move(id, one, from, state)];
    try {
      await mine.commit([{ type: 'open', attempt: attempt(id), recipients: [one] }]);
      await theirs.commit(to('accepted', 'decided'));
      await mine.commit(to('decided', 'handing'));
      const before = database.calls.length;
      await mine.commit(to('handing', 'served'));
      expect(database.calls.slice(before)).toEqual(['PutItem']);
      await expect(theirs.commit(to('decided', 'handing'))).rejects.toBeInstanceOf(IllegalMove);
      const [again, other] = [notice('n'), { ...notice('n'), recipient: 'other@agency.example' }];
      await mine.commit([{ type: 'notice', notice: again }]);
      await theirs.commit([{ type: 'notice', notice: other }]);
      expect((await mine.dueNotices(Date.now(), 9)).map(({ recipient }) => recipient)).toEqual([again.recipient]);
    } finally {
      await database.close();
    }
  });
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
  return { store: s3MailStore(bucketOf(client, raw), bucketOf(client, held)), close: async () => client.sdk.destroy() };
});

describeKeys('KMS', async () => {
  const kms = await startFakeKms({ scanner: ['GenerateDataKey'], releaser: ['Decrypt'] }, roleArn);
  const keyAs = (role: string) => contentKey(kms.keyId, testClientOptions(kms.endpoint, role));
  const decider = generateKeyPairSync('ed25519');
  const deciders = { operator: decider.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
  const database = await startFakeDynamoDb();
  const shares = dynamoShares(openTable('postern', testClientOptions(database.endpoint)));
  const common = { shares, fingerprint: fingerprintUnder(randomBytes(32)), deciders, clock: Date.now };
  const opening = kmsKeys({ key: keyAs('releaser'), ...common });
  return {
    keys: { ...kmsKeys({ key: keyAs('scanner'), ...common }), open: opening.open },
    prove: async (item, until) => proofOf(item, until, decider.privateKey),
    close: async () => void (await Promise.all([kms.close(), database.close()])),
  };
});

const approverKeys = {
  chief: generateKeyPairSync('ed25519'),
  deputy: generateKeyPairSync('ed25519'),
  stranger: generateKeyPairSync('ed25519'),
};

function approver(name: 'chief' | 'deputy', until: number | null): Approver {
  const publicKey = String(approverKeys[name].publicKey.export({ format: 'pem', type: 'spki' }));
  return { publicKey, from: null, until, passkey: null };
}

async function approve(grant: Grant, by: keyof typeof approverKeys = 'chief'): Promise<ApproverProof> {
  const signature = sign(null, grantChallenge(grant), approverKeys[by].privateKey).toString('base64');
  return { kind: 'key', approver: by, signature };
}

/** Each half under the role that has it in the deployment: who approves cannot read, who reads cannot approve. */
async function startGrants() {
  const [kms, database] = await Promise.all([
    startFakeKms(
      { scanner: ['GenerateDataKey'], approver: ['CreateGrant', 'ListGrants', 'RevokeGrant'], reader: [] },
      roleArn,
    ),
    startFakeDynamoDb(),
  ]);
  const table = openTable('postern', testClientOptions(database.endpoint));
  const shares = dynamoShares(table);
  const approvers = new Map([
    ['chief', approver('chief', null)],
    ['deputy', approver('deputy', Date.now() - 86_400_000)],
  ]);
  const keyAs = (role: string) => contentKey(kms.keyId, testClientOptions(kms.endpoint, role));
  const as = (role: string, clock = Date.now) =>
    kmsGrants({ key: keyAs(role), shares, table, readRole: roleArn('reader'), approvers, clock });
  const sealing = kmsKeys({
    key: keyAs('scanner'),
    shares,
    fingerprint: fingerprintUnder(randomBytes(32)),
    deciders: {},
    clock: Date.now,
  });
  const close = async () => void (await Promise.all([kms.close(), database.close()]));
  return { kms, table, keyAs, as, sealing, close };
}

describeGrants('KMS', async () => {
  const { as, sealing, close } = await startGrants();
  const keys = { ...sealing, ...as('approver'), read: as('reader').read };
  return { keys, approve, close };
});

describe('grants of KMS', () => {
  const grant: Grant = {
    id: 'case-9/1',
    case: 'case-9',
    reader: 'ines',
    items: ['item-1'],
    purpose: 'read',
    until: Date.now() + 60_000,
  };

  it('R-403 lets the reading role alone use them, and the approving role alone make them', async () => {
    const { as, sealing, close } = await startGrants();
    const sealed = await sealing.seal('item-1', Buffer.from('x'));
    await expect(as('reader').grant(grant, await approve(grant))).rejects.toThrow();
    await as('approver').grant(grant, await approve(grant));
    for (const role of ['approver', 'scanner'])
      await expect(as(role).read('item-1', sealed, grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
    await expect(as('reader', () => grant.until + 1).read('item-1', sealed, grant.id, 'ines')).rejects.toThrow(Refused);
    expect(Buffer.from(await as('reader').read('item-1', sealed, grant.id, 'ines')).toString()).toBe('x');
    await close();
  });

  it('R-403 gives nothing to who only writes the table', async () => {
    const { as, table, sealing, close } = await startGrants();
    const sealed = await sealing.seal('item-1', Buffer.from('x'));
    await as('approver').grant(grant, await approve(grant));
    const keys = { pk: `GRANT#${createHash('sha256').update(grant.id).digest('hex')}`, sk: 'GRANT' };
    const found = await table.get(keys);
    const body = String(found?.body).replace('"reader":"ines"', '"reader":"mallory"');
    await table.write([{ type: 'put', item: { ...keys, body } }]);
    await expect(as('reader').read('item-1', sealed, grant.id, 'mallory')).rejects.toBeInstanceOf(Refused);
    await close();
  });

  it('R-403 takes back what has ended, and counts what is open', async () => {
    const { as, kms, keyAs, close } = await startGrants();
    await as('approver').grant(grant, await approve(grant));
    const key = keyAs('approver');
    expect(await sweepGrants({ key, clock: Date.now })).toBe(1);
    expect(await sweepGrants({ key, clock: () => grant.until + 1 })).toBe(0);
    expect(kms.grantCount()).toBe(0);
    await close();
  });
});

function proofOf(item: string, until: number, key: KeyObject): OpeningProof {
  const unsigned = { item, purpose: 'release', decider: 'operator', until } as const;
  return { ...unsigned, signature: sign(null, Buffer.from(canonicalJson(unsigned)), key).toString('base64') };
}
