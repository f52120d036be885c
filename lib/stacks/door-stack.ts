// The functions, what starts them, and the way mail comes to them.
import { Duration, type Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { EnvironmentName, FunctionName, FunctionSpec, Trigger } from '../../lambdas/functions.ts';
import { consoleUrl, type InfraConfig } from '../config.ts';
import {
  attachPermissions,
  type Bundles,
  createLayers,
  type FunctionSurroundings,
  houseFunction,
} from '../constructs/house-function.ts';
import type { StaffPool } from '../constructs/staff-pool.ts';
import { createMailManagerIntake } from '../intake/mail-manager.ts';
import { createReceiptRules } from '../intake/receipt-rules.ts';
import type { RelayHosts } from '../intake/relay-ingress.ts';
import { createRelayIngress } from '../intake/relay-ingress.ts';
import { roleNames } from '../roles.ts';
import type { Stores } from './data-stack.ts';
import type { KeyRing } from './keys-stack.ts';

export type Functions = ReadonlyMap<FunctionName, LambdaFunction>;

export interface DoorParts {
  readonly config: InfraConfig;
  readonly keys: KeyRing;
  readonly stores: Stores;
  readonly staff: StaffPool;
  readonly bundles: Bundles;
  readonly functions: readonly FunctionSpec[];
}

export function createDoor(stack: Stack, parts: DoorParts): Functions {
  const { config, keys, stores, staff } = parts;
  const surroundings = { ...parts, userPoolArn: staff.pool.userPoolArn };
  for (const role of roleNames) attachPermissions(stack, role, surroundings);
  const around: FunctionSurroundings = {
    ...surroundings,
    layers: createLayers(stack, surroundings),
    environment: environment(parts, createRelayIngress(stack, config, stores)),
  };
  const made = new Map(parts.functions.map((spec) => [spec.name, houseFunction(stack, spec, around)]));
  // Known by name only: its own policy lets EventBridge in, so that no rule here has to change it.
  const deadCalls = Queue.fromQueueArn(stack, 'DeadCalls', stores.deadCalls.queueArn);
  for (const spec of parts.functions)
    for (const trigger of spec.triggers) start(stack, { ...parts, deadCalls }, spec, trigger, made.get(spec.name));
  const scanner = made.get('scan-message');
  if (scanner !== undefined) {
    if (keys.intakeRole === null) createReceiptRules(stack, config, stores, scanner);
    else createMailManagerIntake(stack, { config, stores, keys, role: keys.intakeRole, scanner });
  }
  return made;
}

function environment({ config, keys, stores, staff }: DoorParts, relays: RelayHosts): Record<EnvironmentName, string> {
  return {
    POSTERN_TABLE: stores.table.tableName,
    POSTERN_RAW_BUCKET: stores.raw.bucketName,
    POSTERN_HELD_BUCKET: stores.held.bucketName,
    POSTERN_AUDIT_BUCKET: stores.audit.bucketName,
    POSTERN_PEOPLE_BUCKET: stores.people.bucketName,
    POSTERN_CONTENT_KEY: keys.content.keyArn,
    POSTERN_CHECKPOINT_KEY: keys.evidence.checkpoint.keyArn,
    POSTERN_DISPOSAL_KEY: keys.evidence.disposal.keyArn,
    POSTERN_EXPORT_KEY: keys.evidence.export.keyArn,
    POSTERN_FINISH_QUEUE: stores.queues.finish.queue.queueUrl,
    POSTERN_NOTICES_QUEUE: stores.queues.notices.queue.queueUrl,
    POSTERN_EVENT_BUS: stores.bus.eventBusName,
    POSTERN_FINGERPRINT_SECRET: stores.fingerprint.secretArn,
    POSTERN_RELAY_INBOUND: relays.inbound,
    POSTERN_RELAY_OUTBOUND: relays.outbound,
    POSTERN_RELAY_SECRET: stores.relay.secretArn,
    POSTERN_READ_ROLE: keys.roles['read-content'].roleArn,
    POSTERN_MALWARE_SCAN: config.malwareScan,
    POSTERN_DECIDERS: JSON.stringify(config.deciders),
    POSTERN_APPROVERS: JSON.stringify(approversOf(config)),
    POSTERN_USER_POOL: staff.pool.userPoolId,
    POSTERN_USER_POOL_CLIENT: staff.client.userPoolClientId,
    POSTERN_CONSOLE_SECRET: stores.console.secretArn,
    POSTERN_CONTENT_CALL_SECRET: stores.contentCall.secretArn,
    POSTERN_PUBLIC_URL: consoleUrl(config),
    POSTERN_DEPLOYMENT: config.name,
    POSTERN_HOSTNAME: config.hostname,
    POSTERN_PACK: config.pack,
  };
}

/** As the key service reads them: keys in PEM, moments in milliseconds. */
function approversOf({ approvers }: InfraConfig) {
  const known = Object.entries(approvers).map(([name, { publicKey, from, until, passkey }]) => [
    name,
    {
      publicKey: `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----\n`,
      from: from === undefined ? null : Date.parse(from),
      until: until === undefined ? null : Date.parse(until),
      passkey: passkey ?? null,
    },
  ]);
  return Object.fromEntries(known);
}

/** Mail and HTTP calls are wired where those doors are built; a call by another function needs no wire. */
function start(
  stack: Stack,
  { config, stores, deadCalls }: DoorParts & { readonly deadCalls: IQueue },
  spec: FunctionSpec,
  trigger: Trigger,
  target: LambdaFunction | undefined,
): void {
  if (target === undefined) return;
  switch (trigger.type) {
    case 'queue':
      new EventSourceMapping(stack, `Work-${spec.name}-${trigger.queue}`, {
        target,
        eventSourceArn: stores.queues[trigger.queue].queue.queueArn,
        batchSize: trigger.batch,
        reportBatchItemFailures: true,
      });
      return;
    case 'schedule':
      new Rule(stack, `When-${spec.name}`, {
        ruleName: `${config.name}-${spec.name}`,
        description: spec.purpose,
        schedule: Schedule.expression(trigger.expression),
        targets: [new FunctionTarget(target, { deadLetterQueue: deadCalls, maxEventAge: Duration.hours(1) })],
      });
      return;
    case 'people':
      new Rule(stack, `People-${spec.name}`, {
        ruleName: `${config.name}-${spec.name}-lists`,
        description: spec.purpose,
        eventPattern: {
          source: ['aws.s3'],
          detailType: ['Object Created'],
          detail: { bucket: { name: [stores.people.bucketName] }, object: { key: [{ prefix: trigger.prefix }] } },
        },
        targets: [new FunctionTarget(target, { deadLetterQueue: deadCalls })],
      });
      return;
    case 'mail':
    case 'http':
    case 'call':
      return;
  }
}
