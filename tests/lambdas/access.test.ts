// Access by grant through the built function under Lambda's own runtime client.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoShares } from '../../adapters/aws/dynamo-shares.ts';
import { contentKey } from '../../adapters/aws/kms-client.ts';
import { kmsGrants } from '../../adapters/aws/kms-grants.ts';
import { fingerprintUnder, kmsKeys } from '../../adapters/aws/kms-keys.ts';
import type { Approver } from '../../adapters/local/approvers.ts';
import { type ApproverProof, type Grant, grantChallenge } from '../../core/model/grant.ts';
import { Refused } from '../../core/ports.ts';
import { type AwsSurroundings, startSurroundings } from '../harness/aws/aws-surroundings.ts';
import { built } from '../harness/aws/built.ts';
import { type LambdaEnvironment, startLambda } from '../harness/aws/lambda-runtime.ts';
import { roleArn, testClientOptions } from '../harness/aws/test-clients.ts';

const chief = generateKeyPairSync('ed25519');
const approver: Approver = {
  publicKey: String(chief.publicKey.export({ format: 'pem', type: 'spki' })),
  from: null,
  until: null,
  passkey: null,
};

let aws: AwsSurroundings;
let approve: LambdaEnvironment;
beforeAll(async () => {
  aws = await startSurroundings();
  const { dist, client, layers } = built();
  const environment = {
    ...aws.environment('approver', 'smtp://127.0.0.1'),
    POSTERN_APPROVERS: JSON.stringify({ chief: approver }),
  };
  approve = await startLambda({ bundle: `${dist}/lambdas/approve-access`, client, layers, environment });
}, 240_000);
afterAll(async () => {
  await approve.close();
  await aws.close();
});

function proofOf(grant: Grant): ApproverProof {
  return {
    kind: 'key',
    approver: 'chief',
    signature: sign(null, grantChallenge(grant), chief.privateKey).toString('base64'),
  };
}

it('R-403 makes a grant on the approver’s own proof alone, takes it back, and tells how many are open', async () => {
  const shares = dynamoShares(aws.table);
  const keyAs = (role: string) => contentKey(aws.kms.keyId, testClientOptions(aws.kms.endpoint, role));
  const keys = kmsKeys({
    key: keyAs('scanner'),
    shares,
    fingerprint: fingerprintUnder(randomBytes(32)),
    deciders: {},
    clock: Date.now,
  });
  const reading = kmsGrants({
    key: keyAs('reader'),
    shares,
    table: aws.table,
    readRole: roleArn('reader'),
    approvers: new Map([['chief', approver]]),
    clock: Date.now,
  });
  const sealed = await keys.seal('item-1', Buffer.from('hello'));
  const until = Date.now() + 60_000;
  const grant: Grant = { id: 'case-1/1', case: 'case-1', reader: 'ines', items: ['item-1'], purpose: 'read', until };

  const forged = { type: 'grant', grant: { ...grant, reader: 'mallory' }, proof: proofOf(grant) };
  expect(await approve.invoke(forged)).toMatchObject({
    value: { refused: 'the signature of the grant does not hold' },
  });
  expect(aws.kms.grantCount()).toBe(0);
  const done = { type: 'answered', value: { done: true } };
  expect(await approve.invoke({ type: 'grant', grant, proof: proofOf(grant) })).toEqual(done);
  expect(Buffer.from(await reading.read('item-1', sealed, grant.id, 'ines')).toString()).toBe('hello');
  expect(await approve.invoke({ source: 'aws.events' })).toEqual(done);
  expect(approve.output.filter((line) => line.includes('"GrantsOpen":1'))).toHaveLength(1);
  expect(await approve.invoke({ type: 'revoke', grant: grant.id })).toEqual(done);
  expect(aws.kms.grantCount()).toBe(0);
  await expect(reading.read('item-1', sealed, grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
});
