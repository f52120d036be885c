// A bucket as the house builds it: private, encrypted, TLS only, access logged, kept when the stack goes.
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface HouseBucketProps {
  readonly name: string;
  readonly key: IKey;
  /** Where access to it is logged. */
  readonly accessLogs: Bucket;
  /** Old versions stay: for evidence, and to take back a mistake. */
  readonly versioned: boolean;
  /** Nobody, the account's root included, deletes or changes an object for so long. */
  readonly lockedFor?: Duration;
  readonly lifecycle: readonly LifecycleRule[];
  readonly acknowledged?: Readonly<Record<string, string>>;
}

export function houseBucket(scope: Construct, id: string, props: HouseBucketProps): Bucket {
  const bucket = new Bucket(scope, id, {
    bucketName: props.name,
    encryption: BucketEncryption.KMS,
    encryptionKey: props.key,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: props.versioned,
    lifecycleRules: [...props.lifecycle],
    serverAccessLogsBucket: props.accessLogs,
    serverAccessLogsPrefix: `${id.toLowerCase()}/`,
    removalPolicy: RemovalPolicy.RETAIN,
    ...(props.lockedFor === undefined
      ? {}
      : { objectLockEnabled: true, objectLockDefaultRetention: ObjectLockRetention.compliance(props.lockedFor) }),
  });
  acknowledge(bucket, {
    'NIST.800.53.R5-S3BucketReplicationEnabled':
      'data stays in one region (R-701); S3 keeps each object in several of its zones, versions and backups restore it',
    ...props.acknowledged,
  });
  return bucket;
}

/** Takes the access logs of the others. */
export function accessLogBucket(scope: Construct, id: string, name: string, keepFor: Duration): Bucket {
  const bucket = new Bucket(scope, id, {
    bucketName: name,
    // Log delivery writes to buckets with this kind of encryption only.
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    lifecycleRules: [{ id: 'expire', expiration: keepFor, noncurrentVersionExpiration: keepFor }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(bucket, {
    'NIST.800.53.R5-S3DefaultEncryptionKMS':
      'S3 log delivery cannot write under a customer key; logs name keys of objects, no content',
    'NIST.800.53.R5-S3BucketReplicationEnabled':
      'data stays in one region (R-701); access logs are not what a restore needs',
  });
  return bucket;
}
