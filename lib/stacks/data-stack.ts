// Where mail waits, content is kept and facts are recorded.
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type FunctionSpec, type QueueName, queueNames, table as tableShape } from '../../lambdas/functions.ts';
import type { InfraConfig } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { envelopeTopic } from '../constructs/envelope-topic.ts';
import { accessLogBucket, houseBucket } from '../constructs/house-bucket.ts';
import { deadLetterQueue, envelopeLife, type HouseQueue, houseQueue } from '../constructs/house-queue.ts';
import { protectFromMalware } from '../constructs/malware-protection.ts';
import { bucketName } from '../names.ts';
import type { KeyRing } from './keys-stack.ts';

export interface Stores {
  readonly raw: Bucket;
  readonly held: Bucket;
  readonly audit: Bucket;
  readonly people: Bucket;
  readonly table: Table;
  readonly queues: Readonly<Record<QueueName, HouseQueue>>;
  /** Where SES announces each message; the queue of the same name listens. */
  readonly envelopes: Topic;
  /** Calls of functions that failed for good. */
  readonly deadCalls: Queue;
  readonly bus: EventBus;
  /** HMAC key that recognises a secret again without keeping it. */
  readonly fingerprint: Secret;
  /** What sessions, tokens and authenticator apps of the console rest on. */
  readonly console: Secret;
  /** Signs what the console asks read-content for. */
  readonly contentCall: Secret;
  /** Signs on to the relay-only ingress. */
  readonly relay: Secret;
}

export function createStores(
  stack: Stack,
  config: InfraConfig,
  keys: KeyRing,
  functions: readonly FunctionSpec[],
): Stores {
  // By its ARN: its policy is complete, and the L2s would widen it.
  const records = Key.fromKeyArn(stack, 'RecordsByArn', keys.records.keyArn);
  const queues = createQueues(stack, config, keys, functions);
  return {
    ...createBuckets(stack, config, keys),
    table: createTable(stack, config, keys),
    queues,
    envelopes: envelopeTopic(stack, config, keys.records, queues.envelopes.queue),
    deadCalls: deadCallQueue(stack, config, keys),
    bus: new EventBus(stack, 'Bus', { eventBusName: config.name, description: 'OCSF events', kmsKey: records }),
    fingerprint: lastingSecret(stack, 'Fingerprint', records, {
      name: `${config.name}/fingerprint`,
      description: 'key of fingerprints: recognises a secret again without keeping it',
      lasts: 'fingerprints made under another key would no longer match; it is replaced by hand when it leaked',
    }),
    console: readBy(
      [keys.roles['serve-console']],
      lastingSecret(stack, 'Console', records, {
        name: `${config.name}/console`,
        description: 'what sessions, tokens and authenticator apps of the console rest on',
        lasts:
          'authenticator apps enrolled under another secret would no longer count; it is replaced by hand when it leaked',
      }),
    ),
    contentCall: readBy(
      [keys.roles['serve-console'], keys.roles['read-content']],
      lastingSecret(stack, 'ContentCall', records, {
        name: `${config.name}/content-call`,
        description: 'signs what the console asks read-content for',
        lasts: 'both ends read it at their start and would disagree; it is replaced by hand, with a new deployment',
      }),
    ),
    relay: relaySecret(stack, config, records),
  };
}

function createBuckets(stack: Stack, config: InfraConfig, keys: KeyRing) {
  const accessLogs = accessLogBucket(
    stack,
    'AccessLogs',
    bucketName(config, 'access-logs'),
    Duration.days(config.retentionDays.logs),
  );
  const raw = houseBucket(stack, 'Raw', {
    name: bucketName(config, 'raw'),
    key: keys.raw,
    accessLogs,
    versioned: false,
    // Every message deletes its own copy when it is done. What could not be finished must not end before its envelope does.
    lifecycle: [
      { id: 'unfinished-ends', expiration: envelopeLife, abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    acknowledged: {
      'NIST.800.53.R5-S3BucketVersioningEnabled':
        'a raw copy must be gone when its message is done (DESIGN 5); a version would keep it',
    },
  });
  const held = houseBucket(stack, 'Held', {
    name: bucketName(config, 'held'),
    key: keys.records,
    accessLogs,
    versioned: true,
    lifecycle: [
      {
        id: 'deleted-versions-end',
        noncurrentVersionExpiration: Duration.days(config.retentionDays.heldVersions),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
  });
  const audit = houseBucket(stack, 'Audit', {
    name: bucketName(config, 'audit'),
    key: keys.records,
    accessLogs,
    versioned: true,
    lockedFor: Duration.days(config.retentionDays.audit),
    lifecycle: [{ id: 'abort-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) }],
  });
  const people = houseBucket(stack, 'People', {
    name: bucketName(config, 'people'),
    key: keys.records,
    accessLogs,
    versioned: true,
    lifecycle: [{ id: 'lists-end', expiration: Duration.days(30), noncurrentVersionExpiration: Duration.days(30) }],
  });
  // The bucket's own property instead of the L2's, which deploys a function of its own to set it.
  if (people.node.defaultChild instanceof CfnBucket)
    people.node.defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  if (config.intake === 'classic') allowReceiptRules(raw, config);
  if (keys.malwareRole !== null) protectFromMalware(stack, config, raw, keys.malwareRole);
  return { raw, held, audit, people };
}

function allowReceiptRules(raw: Bucket, config: InfraConfig): void {
  raw.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ReceiptRulesStoreMessages',
      principals: [new ServicePrincipal('ses.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [raw.arnForObjects('raw/*')],
      conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
    }),
  );
}

function createTable(stack: Stack, config: InfraConfig, keys: KeyRing): Table {
  const text = (name: string) => ({ name, type: AttributeType.STRING });
  const table = new Table(stack, 'Ledger', {
    tableName: config.name,
    partitionKey: text(tableShape.partitionKey),
    sortKey: text(tableShape.sortKey),
    timeToLiveAttribute: tableShape.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: keys.records,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const index of tableShape.indexes)
    table.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  const vault = new BackupVault(stack, 'Backups', {
    backupVaultName: config.name,
    encryptionKey: keys.records,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const plan = new BackupPlan(stack, 'BackupPlan', { backupPlanName: config.name, backupVault: vault });
  plan.addRule(
    new BackupPlanRule({
      ruleName: 'weekly',
      scheduleExpression: Schedule.cron({ weekDay: 'SUN', hour: '5', minute: '0' }),
      deleteAfter: Duration.days(config.retentionDays.logs),
    }),
  );
  const selection = plan.addSelection('Ledger', { resources: [BackupResource.fromDynamoDbTable(table)] });
  acknowledge(selection, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]':
      'AWS Backup documents this policy as the one its service needs; it follows the service as AWS changes it',
  });
  return table;
}

function createQueues(
  stack: Stack,
  config: InfraConfig,
  keys: KeyRing,
  functions: readonly FunctionSpec[],
): Readonly<Record<QueueName, HouseQueue>> {
  const entries = queueNames.map((name) => {
    const consumers = functions.flatMap((spec) =>
      spec.triggers.flatMap((trigger) =>
        trigger.type === 'queue' && trigger.queue === name ? [{ timeout: spec.timeout, delay: trigger.delay }] : [],
      ),
    );
    const longest = Math.max(30, ...consumers.map((consumer) => consumer.timeout));
    const id = `Queue${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const queue = houseQueue(stack, id, {
      key: keys.records,
      name: `${config.name}-${name}`,
      visibility: Duration.seconds(Math.min(43_200, longest * 6)),
      delay: Duration.seconds(Math.max(0, ...consumers.map((consumer) => consumer.delay))),
      attempts: 5,
    });
    return [name, queue] as const;
  });
  return Object.fromEntries(entries) as Record<QueueName, HouseQueue>;
}

function deadCallQueue(stack: Stack, config: InfraConfig, keys: KeyRing): Queue {
  const queue = deadLetterQueue(stack, 'DeadCalls', `${config.name}-dead-calls`, keys.records);
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RulesSetFailedCallsAside',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
    }),
  );
  acknowledge(queue, {
    'AwsSolutions-SQS3': 'it is a dead-letter queue; an alarm watches it and a person redrives it',
  });
  return queue;
}

interface LastingSecret {
  readonly name: string;
  readonly description: string;
  /** Why it does not change by itself. */
  readonly lasts: string;
}

function lastingSecret(
  stack: Stack,
  id: string,
  encryptionKey: IKey,
  { name, description, lasts }: LastingSecret,
): Secret {
  const secret = new Secret(stack, id, {
    secretName: name,
    description,
    encryptionKey,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(secret, { 'AwsSolutions-SMG4': lasts, 'NIST.800.53.R5-SecretsManagerRotationEnabled': lasts });
  return secret;
}

/** Who has it could sign anybody in, or ask for content: not even the account's administrators read it. */
function readBy(roles: readonly IRole[], secret: Secret): Secret {
  secret.addToResourcePolicy(
    new PolicyStatement({
      sid: 'NobodyElseReadsIt',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['secretsmanager:GetSecretValue'],
      // In the policy of a secret this is the secret itself.
      resources: ['*'],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': roles.map(({ roleArn }) => roleArn) } },
    }),
  );
  return secret;
}

function relaySecret(stack: Stack, config: InfraConfig, encryptionKey: IKey): Secret {
  const secret = new Secret(stack, 'Relay', {
    secretName: `${config.name}/relay`,
    description: 'password of the relay-only ingress',
    encryptionKey,
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: 'password',
      passwordLength: 48,
      excludePunctuation: true,
    },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  secret.addToResourcePolicy(
    new PolicyStatement({
      sid: 'IngressReadsItsPassword',
      principals: [new ServicePrincipal('ses.amazonaws.com')],
      actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      // In the policy of a secret this is the secret itself.
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
    }),
  );
  const reason =
    'the ingress takes a new password only by a change of its configuration; docs/runbook.md says how, each quarter';
  acknowledge(secret, { 'AwsSolutions-SMG4': reason, 'NIST.800.53.R5-SecretsManagerRotationEnabled': reason });
  return secret;
}
