// What each function may do besides what keys allow it (DESIGN 5a): its own statements, by action and resource.
// What concerns content keys is in the key policies alone and is not repeated here.
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { malwarePrefix, table as tableShape } from '../lambdas/functions.ts';
import type { InfraConfig } from './config.ts';
import { logGroupName, objectsIn } from './names.ts';
import { type RoleName, shareWriters } from './roles.ts';
import type { Stores } from './stacks/data-stack.ts';
import type { KeyRing } from './stacks/keys-stack.ts';

export interface Surroundings {
  readonly config: InfraConfig;
  readonly keys: KeyRing;
  readonly stores: Stores;
  readonly userPoolArn: string;
}

type Statements = readonly PolicyStatement[];

export function permissionsOf(role: RoleName, around: Surroundings): Statements {
  const shares = shareWriters.includes(role) ? [] : [sharesKept(around)];
  return [...ownLogs(role, around), ...setAside(around), ...byRole[role](around), ...shares];
}

const byRole: Readonly<Record<RoleName, (around: Surroundings) => Statements>> = {
  'scan-message': (around) => [...handling(around), ...sealedPut(around), ...announcing(around)],
  'finish-message': (around) => [
    ...handling(around),
    ...sealedPut(around),
    ...announcing(around),
    ...working(around, 'envelopes'),
    ...working(around, 'finish'),
  ],
  'rescan-held': (around) => [
    ...ledger(around, 'write'),
    ...sealedGet(around),
    ...registers(around),
    ...sending(around, ['notices']),
    ...secret(around, 'Fingerprint', around.stores.fingerprint.secretArn),
  ],
  'release-held': (around) => [
    ...handling(around),
    ...sealedGet(around),
    ...sealedDelete(around),
    ...announcing(around),
    ...(around.config.malwareScan === 'guardduty' ? verdicts(around) : []),
  ],
  'read-content': (around) => [
    ...ledger(around, ['RECORD#reading']),
    ...sealedGet(around),
    ...secret(around, 'Fingerprint', around.stores.fingerprint.secretArn),
    ...secret(around, 'ContentCall', around.stores.contentCall.secretArn),
  ],
  'approve-access': (around) => ledger(around, 'write'),
  // The record of a disposal names the hash of what lay there; nothing of it can be opened.
  'dispose-expired': (around) => [...ledger(around, 'write'), ...sealedGet(around), ...sealedDelete(around)],
  'serve-console': (around) => [
    ...ledger(around, 'write'),
    ...secret(around, 'Fingerprint', around.stores.fingerprint.secretArn),
    ...secret(around, 'Console', around.stores.console.secretArn),
    ...secret(around, 'ContentCall', around.stores.contentCall.secretArn),
    ...calling(around, ['approve-access', 'read-content', 'release-held']),
  ],
  'send-notices': (around) => [
    ...ledger(around, 'write'),
    ...working(around, 'notices'),
    ...secret(around, 'Relay', around.stores.relay.secretArn),
  ],
  'checkpoint-audit': (around) => [...ledger(around, ['RECORD#checkpoint', 'RECORD#setting']), ...auditPut(around)],
  'report-quarter': (around) => ledger(around, ['RECORD#report']),
  'expire-passwords': (around) => [
    ...ledger(around, 'write'),
    ...sending(around, ['notices']),
    new PolicyStatement({
      sid: 'PasswordsAge',
      actions: ['cognito-idp:AdminGetUser', 'cognito-idp:AdminResetUserPassword', 'cognito-idp:ListUsers'],
      resources: [around.userPoolArn],
    }),
  ],
  'import-people': (around) => [...ledger(around, 'write'), ...peopleGet(around)],
  'sign-in': (around) => ledger(around, 'write'),
};

/** A message under way: its raw copy, the ledger, the next hop. */
function handling(around: Surroundings): Statements {
  const { raw, fingerprint, relay } = around.stores;
  return [
    new PolicyStatement({
      sid: 'RawCopies',
      actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resources: [objectsIn(around.config, 'raw', 'raw/')],
    }),
    // Without it a missing object reads as a refusal, and the two are handled differently.
    new PolicyStatement({ sid: 'RawCopiesListed', actions: ['s3:ListBucket'], resources: [raw.bucketArn] }),
    ...registers(around),
    ...ledger(around, 'write'),
    ...secret(around, 'Fingerprint', fingerprint.secretArn),
    ...secret(around, 'Relay', relay.secretArn),
  ];
}

/** Hashes of registered documents and records, as an operator published them. */
function registers(around: Surroundings): Statements {
  return [
    new PolicyStatement({
      sid: 'Registers',
      actions: ['s3:GetObject'],
      resources: [objectsIn(around.config, 'held', 'registers/')],
    }),
    new PolicyStatement({
      sid: 'RegistersListed',
      actions: ['s3:ListBucket'],
      resources: [around.stores.held.bucketArn],
      conditions: { StringEquals: { 's3:prefix': 'registers/' } },
    }),
    storage(around, 'RegistersAtRest', 's3'),
  ];
}

/** What GuardDuty says of a copy that lies where it looks. */
function verdicts({ config }: Surroundings): Statements {
  return [
    new PolicyStatement({
      sid: 'MalwareVerdicts',
      actions: ['s3:GetObjectTagging'],
      resources: [objectsIn(config, 'raw', malwarePrefix)],
    }),
  ];
}

function announcing(around: Surroundings): Statements {
  return [...sending(around, ['finish', 'notices']), ...events(around)];
}

function sealedPut(around: Surroundings): Statements {
  return [
    new PolicyStatement({ sid: 'SealedContentPut', actions: ['s3:PutObject'], resources: [sealedObjects(around)] }),
    storage(around, 'SealedContentAtRest', 's3'),
  ];
}

function sealedGet(around: Surroundings): Statements {
  return [
    new PolicyStatement({ sid: 'SealedContentGet', actions: ['s3:GetObject'], resources: [sealedObjects(around)] }),
    new PolicyStatement({
      sid: 'SealedContentListed',
      actions: ['s3:ListBucket'],
      resources: [around.stores.held.bucketArn],
    }),
    storage(around, 'SealedContentAtRest', 's3'),
  ];
}

function sealedDelete(around: Surroundings): Statements {
  return [
    new PolicyStatement({
      sid: 'SealedContentDestroyed',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: [sealedObjects(around)],
    }),
    new PolicyStatement({
      sid: 'SealedVersionsListed',
      actions: ['s3:ListBucketVersions'],
      resources: [around.stores.held.bucketArn],
    }),
  ];
}

function sealedObjects(around: Surroundings): string {
  return objectsIn(around.config, 'held', 'sealed/');
}

function auditPut(around: Surroundings): Statements {
  return [
    new PolicyStatement({
      sid: 'CheckpointsPut',
      actions: ['s3:PutObject'],
      resources: [objectsIn(around.config, 'audit', 'checkpoints/')],
    }),
    storage(around, 'CheckpointsAtRest', 's3'),
  ];
}

function peopleGet(around: Surroundings): Statements {
  return [
    new PolicyStatement({
      sid: 'ListsOfPeople',
      actions: ['s3:GetObject'],
      resources: [objectsIn(around.config, 'people', 'people/')],
    }),
    storage(around, 'ListsOfPeopleAtRest', 's3'),
  ];
}

/** Partitions: it reads all, and writes these and the audit trail alone. What is in the trail, no function deletes. */
function ledger(around: Surroundings, writes: 'write' | readonly string[]): Statements {
  const table = around.stores.table.tableArn;
  const trail = { 'dynamodb:LeadingKeys': ['AUDIT#*'] };
  return [
    new PolicyStatement({
      sid: 'LedgerReads',
      actions: ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      resources: [table],
    }),
    new PolicyStatement({
      sid: 'LedgerIndexes',
      actions: ['dynamodb:Query'],
      resources: tableShape.indexes.map((index) => `${table}/index/${index.name}`),
    }),
    writes === 'write'
      ? new PolicyStatement({
          sid: 'LedgerWrites',
          actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem'],
          resources: [table],
        })
      : new PolicyStatement({
          sid: 'TrailAppends',
          actions: ['dynamodb:PutItem'],
          resources: [table],
          conditions: {
            'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['AUDIT#*', ...writes] },
            Null: { 'dynamodb:LeadingKeys': 'false' },
          },
        }),
    new PolicyStatement({
      sid: 'TrailIsNeverDeleted',
      effect: Effect.DENY,
      actions: ['dynamodb:DeleteItem'],
      resources: [table],
      conditions: { 'ForAnyValue:StringLike': trail },
    }),
    storage(around, 'LedgerAtRest', 'dynamodb'),
  ];
}

/** Without its share an item can never be opened: who writes one destroys the item. */
function sharesKept({ stores }: Surroundings): PolicyStatement {
  return new PolicyStatement({
    sid: 'SharesAreKept',
    effect: Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem'],
    resources: [stores.table.tableArn],
    conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['SHARE#*'] } },
  });
}

/** Use of the records key, through the named service alone. */
function storage(
  around: Surroundings,
  sid: string,
  service: 's3' | 'dynamodb' | 'lambda' | 'sqs' | 'secretsmanager',
): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
    resources: [around.keys.records.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${around.config.region}.amazonaws.com` } },
  });
}

function sending(around: Surroundings, names: readonly ('finish' | 'notices')[]): Statements {
  return [
    new PolicyStatement({
      sid: 'QueuesSend',
      actions: ['sqs:SendMessage'],
      resources: names.map((name) => around.stores.queues[name].queue.queueArn),
    }),
    storage(around, 'QueuesAtRest', 'sqs'),
  ];
}

function working(around: Surroundings, name: keyof Stores['queues']): Statements {
  return [
    new PolicyStatement({
      sid: `Queue${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      resources: [around.stores.queues[name].queue.queueArn],
    }),
    storage(around, 'QueuesAtRest', 'sqs'),
  ];
}

function secret(around: Surroundings, sid: string, arn: string): Statements {
  return [
    new PolicyStatement({ sid: `Secret${sid}`, actions: ['secretsmanager:GetSecretValue'], resources: [arn] }),
    storage(around, 'SecretsAtRest', 'secretsmanager'),
  ];
}

function events(around: Surroundings): Statements {
  return [
    new PolicyStatement({ sid: 'Events', actions: ['events:PutEvents'], resources: [around.stores.bus.eventBusArn] }),
  ];
}

function calling({ config }: Surroundings, names: readonly RoleName[]): Statements {
  return [
    new PolicyStatement({
      sid: 'Functions',
      actions: ['lambda:InvokeFunction'],
      resources: names.map(
        (name) => `arn:aws:lambda:${config.region}:${config.account}:function:${config.name}-${name}`,
      ),
    }),
  ];
}

function ownLogs(role: RoleName, { config }: Surroundings): Statements {
  return [
    new PolicyStatement({
      sid: 'OwnLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [
        `arn:aws:logs:${config.region}:${config.account}:log-group:${logGroupName(config, role)}:log-stream:*`,
      ],
    }),
  ];
}

/** Where Lambda puts a call that failed for good. */
function setAside(around: Surroundings): Statements {
  return [
    new PolicyStatement({
      sid: 'DeadCalls',
      actions: ['sqs:SendMessage'],
      resources: [around.stores.deadCalls.queueArn],
    }),
    storage(around, 'QueuesAtRest', 'sqs'),
    storage(around, 'EnvironmentAtRest', 'lambda'),
  ];
}
