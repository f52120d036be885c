// The organisation of the tests on the adapters of AWS, each role with its own credentials.
import { randomBytes } from 'node:crypto';
import { dynamoLedger } from '../../../adapters/aws/dynamo-ledger.ts';
import { dynamoShares } from '../../../adapters/aws/dynamo-shares.ts';
import { contentKey } from '../../../adapters/aws/kms-client.ts';
import { kmsGrants } from '../../../adapters/aws/kms-grants.ts';
import { fingerprintUnder, kmsKeys } from '../../../adapters/aws/kms-keys.ts';
import { s3SealedStore } from '../../../adapters/aws/s3-mail-store.ts';
import type { Approver } from '../../../adapters/local/approvers.ts';
import type { Grants } from '../../../core/ports.ts';
import { clockUnderTest, type OrganisationUnderTest, organisationOn } from '../oversight-under-test.ts';
import { type AwsSurroundings, startSurroundings } from './aws-surroundings.ts';
import { roleArn, testClientOptions } from './test-clients.ts';

export interface OversightOnAws extends OrganisationUnderTest {
  readonly aws: AwsSurroundings;
  /** As the deployment tells its functions. */
  readonly approvers: ReadonlyMap<string, Approver>;
}

/** Functions that run beside it keep the machine's own time: then so must it. */
export async function oversightOnAws(
  clock = clockUnderTest(),
  fingerprintKey = randomBytes(32),
): Promise<OversightOnAws> {
  const aws = await startSurroundings(fingerprintKey);
  const shares = dynamoShares(aws.table);
  const keyAs = (role: string) => contentKey(aws.kms.keyId, testClientOptions(aws.kms.endpoint, role));
  const approvers = new Map<string, Approver>();
  const grantsAs = (role: string): Grants =>
    kmsGrants({
      key: keyAs(role),
      shares,
      table: aws.table,
      readRole: roleArn('reader'),
      approvers,
      clock: Date.now,
    });
  const { grant, revoke } = grantsAs('approver');
  const { read, destroy } = grantsAs('reader');
  const keys = kmsKeys({
    key: keyAs('scanner'),
    shares,
    fingerprint: fingerprintUnder(fingerprintKey),
    deciders: {},
    clock: Date.now,
  });
  const organisation = await organisationOn({
    ledger: dynamoLedger(aws.table, clock.now),
    store: s3SealedStore(aws.held),
    keys,
    grants: { grant, revoke, read, destroy },
    clock,
    know: async (name, approver) => void approvers.set(name, approver),
    close: aws.close,
  });
  return { ...organisation, aws, approvers };
}
