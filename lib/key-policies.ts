// What each key allows to whom. The content key does not delegate to IAM: a policy attached to a role elsewhere
// in the account opens nothing that is not named here.
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  type IRole,
  PolicyStatement,
  type Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { approver, type Evidence, openers, type RoleName, rawReaders, reader, sealers, signers } from './roles.ts';

export type Roles = Readonly<Record<RoleName, Role>>;

/** Every sealing and opening names the item it is for, and nothing else. */
const itemContext = {
  Null: { 'kms:EncryptionContext:item': 'false' },
  'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['item'] },
};

/** What exempt people sent is sealed under this name, to be released or disposed of and never read. */
const notOfExemptPeople = { StringNotLike: { 'kms:EncryptionContext:item': 'release-only/*' } };

/** In a key policy `*` is the key itself. */
function statement(sid: string, given: ConstructorParameters<typeof PolicyStatement>[0]): PolicyStatement {
  return new PolicyStatement({ sid, resources: ['*'], ...given });
}

/** The account looks after the key and uses it for nothing: no cryptographic action, no grant. */
function administration(): PolicyStatement {
  return statement('AccountAdministersButCannotUse', {
    principals: [new AccountRootPrincipal()],
    actions: [
      'kms:CancelKeyDeletion',
      'kms:CreateAlias',
      'kms:DeleteAlias',
      'kms:DescribeKey',
      'kms:DisableKey',
      'kms:EnableKey',
      'kms:EnableKeyRotation',
      'kms:GetKeyPolicy',
      'kms:GetKeyRotationStatus',
      'kms:GetPublicKey',
      'kms:ListAliases',
      'kms:ListGrants',
      'kms:ListKeyPolicies',
      'kms:ListResourceTags',
      'kms:PutKeyPolicy',
      'kms:RevokeGrant',
      'kms:ScheduleKeyDeletion',
      'kms:TagResource',
      'kms:UntagResource',
      'kms:UpdateAlias',
      'kms:UpdateKeyDescription',
    ],
  });
}

function arns(roles: Roles, names: readonly RoleName[]): string[] {
  return names.map((name) => roles[name].roleArn);
}

function principals(roles: Roles, names: readonly RoleName[]) {
  return names.map((name) => roles[name]);
}

/** Data keys of held items. */
export function contentKeyPolicy(roles: Roles): readonly PolicyStatement[] {
  return [administration(), ...sealingAndOpening(roles), ...granting(roles), ...nobodyElse(roles)];
}

function sealingAndOpening(roles: Roles): readonly PolicyStatement[] {
  return [
    statement('ScannersSealOnly', {
      principals: principals(roles, sealers),
      actions: ['kms:GenerateDataKey'],
      conditions: itemContext,
    }),
    statement('ReleaseOpensOneItem', {
      principals: [roles['release-held']],
      actions: ['kms:Decrypt'],
      conditions: itemContext,
    }),
    statement('RescanOpensOneItem', {
      principals: [roles['rescan-held']],
      actions: ['kms:Decrypt'],
      conditions: { ...itemContext, ...notOfExemptPeople },
    }),
  ];
}

function granting(roles: Roles): readonly PolicyStatement[] {
  return [
    statement('ApproverGrantsOneItemToTheReader', {
      principals: [roles[approver]],
      actions: ['kms:CreateGrant'],
      conditions: {
        StringEquals: {
          'kms:GranteePrincipal': roles[reader].roleArn,
          'kms:GrantConstraintType': 'EncryptionContextEquals',
        },
        'ForAllValues:StringEquals': {
          'kms:GrantOperations': ['Decrypt'],
          'kms:EncryptionContextKeys': ['item'],
        },
        Null: { 'kms:GrantOperations': 'false', 'kms:EncryptionContext:item': 'false' },
        ...notOfExemptPeople,
      },
    }),
    statement('ApproverTakesGrantsBack', {
      principals: [roles[approver]],
      actions: ['kms:ListGrants', 'kms:RevokeGrant'],
    }),
  ];
}

/** A grant, too, gives way to a denial here: who is not listed opens nothing, whatever somebody granted or attached. */
function nobodyElse(roles: Roles): readonly PolicyStatement[] {
  return [
    statement('NobodyElseOpens', {
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': arns(roles, [...openers, reader]) } },
    }),
    statement('NobodyElseSeals', {
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': arns(roles, sealers) } },
    }),
    statement('NobodyElseGrants', {
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:CreateGrant'],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': arns(roles, [approver]) } },
    }),
  ];
}

/** Of services of AWS: who stores mail, and who looks for malware in it. */
export interface RawServices {
  readonly writers: readonly IRole[];
  readonly readers: readonly IRole[];
}

/** Raw copies, opened by those who scan and release, each time through the bucket. */
export function rawKeyPolicy(
  roles: Roles,
  { writers, readers }: RawServices,
  region: string,
): readonly PolicyStatement[] {
  const throughBucket = { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } };
  return [
    administration(),
    statement('ThoseWhoScanReadTheRawCopy', {
      principals: [...principals(roles, rawReaders), ...readers],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      conditions: throughBucket,
    }),
    ...(writers.length === 0
      ? []
      : [
          statement('IntakeWritesTheRawCopy', {
            principals: [...writers],
            actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
            conditions: throughBucket,
          }),
        ]),
    statement('NobodyElseReadsTheRawCopy', {
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      conditions: {
        ArnNotEquals: {
          'aws:PrincipalArn': [...arns(roles, rawReaders), ...readers.map(({ roleArn }) => roleArn)],
        },
      },
    }),
  ];
}

/** SES receipt rules write with the service's own name instead of a role. */
export function receiptRulesWrite(account: string): PolicyStatement {
  return statement('ReceiptRulesWriteTheRawCopy', {
    principals: [new ServicePrincipal('ses.amazonaws.com')],
    actions: ['kms:GenerateDataKey'],
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  });
}

/** Facts at rest: table, queues, logs, topics. Facts are no content, so IAM of this account decides. */
export function recordsKeyPolicy(account: string, region: string): readonly PolicyStatement[] {
  return [
    statement('IamOfThisAccountDecides', { principals: [new AccountRootPrincipal()], actions: ['kms:*'] }),
    statement('ServicesOfThisAccountPassFactsOn', {
      principals: ['sns', 'events', 'cloudwatch', 'ses'].map((name) => new ServicePrincipal(`${name}.amazonaws.com`)),
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
    statement('LogsOfThisAccount', {
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:*` },
      },
    }),
  ];
}

/** Signs one kind of evidence; the console verifies the trail with the public half of its key. */
export function evidenceKeyPolicy(roles: Roles, evidence: Evidence): readonly PolicyStatement[] {
  return [
    administration(),
    statement('EvidenceIsSigned', {
      principals: [roles[signers[evidence]]],
      actions: ['kms:GetPublicKey', 'kms:Sign'],
    }),
    ...(evidence === 'checkpoint'
      ? [
          statement('EvidenceIsVerified', {
            principals: principals(roles, ['serve-console']),
            actions: ['kms:GetPublicKey'],
          }),
        ]
      : []),
  ];
}
