// Roles first, then the keys that name them.
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { InfraConfig } from '../config.ts';
import {
  contentKeyPolicy,
  evidenceKeyPolicy,
  type Roles,
  rawKeyPolicy,
  receiptRulesWrite,
  recordsKeyPolicy,
} from '../key-policies.ts';
import { type Evidence, type RoleName, roleNames } from '../roles.ts';

export interface KeyRing {
  readonly roles: Roles;
  /** SES assumes it to store, announce and hand over a message; null with classic intake, which uses none. */
  readonly intakeRole: Role | null;
  /** GuardDuty assumes it to look for malware; null where it does not. */
  readonly malwareRole: Role | null;
  readonly content: Key;
  readonly raw: Key;
  readonly records: Key;
  /** One for each kind: who signs disposals can vouch for no state of the trail. */
  readonly evidence: Readonly<Record<Evidence, Key>>;
}

export function createKeys(stack: Stack, config: InfraConfig): KeyRing {
  const roles = createRoles(stack, config);
  const intakeRole = config.intake === 'classic' ? null : createIntakeRole(stack, config);
  const malwareRole = config.malwareScan === 'guardduty' ? createMalwareRole(stack, config) : null;
  const symmetric = (id: string, description: string, statements: readonly PolicyStatement[]): Key =>
    new Key(stack, id, {
      alias: `${config.name}-${id.toLowerCase()}`,
      description,
      enableKeyRotation: true,
      policy: new PolicyDocument({ statements: [...statements] }),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  const evidence = (id: string, kind: Evidence, description: string): Key =>
    new Key(stack, id, {
      alias: `${config.name}-${kind}`,
      description,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      policy: new PolicyDocument({ statements: [...evidenceKeyPolicy(roles, kind)] }),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  return {
    roles,
    intakeRole,
    malwareRole,
    content: symmetric('Content', 'data keys of held items', contentKeyPolicy(roles)),
    raw: symmetric('Raw', 'raw copies, 24 h at most', [
      ...rawKeyPolicy(roles, { writers: present(intakeRole), readers: present(malwareRole) }, config.region),
      ...(intakeRole === null ? [receiptRulesWrite(config.account)] : []),
    ]),
    records: symmetric('Records', 'facts at rest', recordsKeyPolicy(config.account, config.region)),
    evidence: {
      checkpoint: evidence('Checkpoint', 'checkpoint', 'signs checkpoints of the audit trail'),
      disposal: evidence('Disposal', 'disposal', 'signs records of disposals'),
      export: evidence('Export', 'export', 'signs exports of requests of law'),
    },
  };
}

function createRoles(stack: Stack, config: InfraConfig): Roles {
  const role = (name: RoleName): Role =>
    new Role(stack, `Role-${name}`, {
      roleName: `${config.name}-${name}`,
      description: `assumed by the function ${name} alone`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
  return Object.fromEntries(roleNames.map((name) => [name, role(name)])) as unknown as Roles;
}

function present(role: Role | null): readonly Role[] {
  return role === null ? [] : [role];
}

function createMalwareRole(stack: Stack, config: InfraConfig): Role {
  return new Role(stack, 'Role-malware', {
    roleName: `${config.name}-malware`,
    description: 'assumed by GuardDuty to look for malware in what is to be released',
    assumedBy: new ServicePrincipal('malware-protection-plan.guardduty.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
    }),
  });
}

function createIntakeRole(stack: Stack, config: InfraConfig): Role {
  return new Role(stack, 'Role-intake', {
    roleName: `${config.name}-intake`,
    description: 'assumed by SES Mail Manager to store and announce a message',
    assumedBy: new ServicePrincipal('ses.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
    }),
  });
}
