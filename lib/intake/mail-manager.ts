// The way in by SES Mail Manager: store the bytes, announce the envelope, ask the scanner. No rule here delivers, so
// whatever fails on the way, nothing passes unscanned.
import type { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnMailManagerIngressPoint, CfnMailManagerRuleSet, CfnMailManagerTrafficPolicy } from 'aws-cdk-lib/aws-ses';
import { rawPrefixes } from '../../lambdas/functions.ts';
import type { InfraConfig } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { objectsIn } from '../names.ts';
import type { Stores } from '../stacks/data-stack.ts';
import type { KeyRing } from '../stacks/keys-stack.ts';
import { ownRecipients } from './relay-ingress.ts';

export interface IntakeParts {
  readonly config: InfraConfig;
  readonly stores: Stores;
  readonly keys: KeyRing;
  readonly role: Role;
  readonly scanner: LambdaFunction;
}

type Rule = CfnMailManagerRuleSet.RuleProperty;

export function createMailManagerIntake(stack: Stack, parts: IntakeParts): void {
  const { config, stores, role, scanner, keys } = parts;
  const take = (direction: 'inbound' | 'outbound'): Rule => ({
    name: 'store-announce-scan',
    actions: [
      {
        writeToS3: {
          roleArn: role.roleArn,
          s3Bucket: stores.raw.bucketName,
          // SES puts a slash behind it.
          s3Prefix: rawPrefixes[direction].replace(/\/$/, ''),
          s3SseKmsKeyId: keys.raw.keyArn,
          // A copy that could not be stored is still announced, and missed with an alarm.
          actionFailurePolicy: 'CONTINUE',
        },
      },
      {
        publishToSns: {
          roleArn: role.roleArn,
          topicArn: stores.envelopes.topicArn,
          payloadType: 'HEADERS',
          encoding: 'BASE64',
          actionFailurePolicy: 'CONTINUE',
        },
      },
      {
        invokeLambda: {
          roleArn: role.roleArn,
          functionArn: scanner.functionArn,
          invocationType: 'REQUEST_RESPONSE',
          // Bytes and envelope are safe by now: what fails here is finished from the envelope queue.
          retryTimeMinutes: 10,
          actionFailurePolicy: 'DROP',
        },
      },
    ],
  });
  intakePermissions(stack, parts);
  new CfnPermission(stack, 'MailCallsScanner', {
    action: 'lambda:InvokeFunction',
    functionName: scanner.functionArn,
    principal: 'ses.amazonaws.com',
    sourceAccount: config.account,
  });
  ingress(stack, config, 'inbound', [take('inbound')], [ownRecipients(config)]);
  if (config.outbound.type !== 'none')
    ingress(
      stack,
      config,
      'outbound',
      [...tenantRule(config, role), take('outbound')],
      [knownNetworks(config.outbound.networks)],
    );
}

function ingress(
  stack: Stack,
  config: InfraConfig,
  direction: 'inbound' | 'outbound',
  rules: Rule[],
  policyStatements: CfnMailManagerTrafficPolicy.PolicyStatementProperty[],
): void {
  const name = `${config.name}-${direction}`;
  const id = `Intake-${direction}`;
  const ruleSet = new CfnMailManagerRuleSet(stack, `${id}-rules`, { ruleSetName: name, rules });
  const traffic = new CfnMailManagerTrafficPolicy(stack, `${id}-traffic`, {
    trafficPolicyName: name,
    defaultAction: 'DENY',
    maxMessageSizeBytes: config.messageBytes,
    policyStatements,
  });
  new CfnMailManagerIngressPoint(stack, id, {
    ingressPointName: name,
    type: 'OPEN',
    ruleSetId: ruleSet.attrRuleSetId,
    trafficPolicyId: traffic.attrTrafficPolicyId,
    // Servers of the world may lack TLS and are read all the same; our own may not.
    tlsPolicy: direction === 'inbound' && !config.requireTls ? 'OPTIONAL' : 'REQUIRED',
  });
}

function knownNetworks(networks: readonly string[]): CfnMailManagerTrafficPolicy.PolicyStatementProperty {
  return {
    action: 'ALLOW',
    conditions: [
      { ipExpression: { evaluate: { attribute: 'SENDER_IP' }, operator: 'CIDR_MATCHES', values: [...networks] } },
    ],
  };
}

/** A provider's addresses serve all its customers: mail without the mark of our tenant is another's, and is refused. */
function tenantRule({ outbound, hostname }: InfraConfig, role: Role): readonly Rule[] {
  const mark =
    outbound.type === 'microsoft365'
      ? { name: 'X-OriginatorOrg', value: outbound.tenant }
      : outbound.type === 'google'
        ? outbound.header
        : null;
  if (mark === null) return [];
  return [
    {
      name: 'refuse-other-tenants',
      unless: [
        {
          stringExpression: {
            evaluate: { mimeHeaderAttribute: mark.name },
            operator: 'EQUALS',
            values: [mark.value],
          },
        },
      ],
      actions: [
        {
          bounce: {
            roleArn: role.roleArn,
            sender: `postmaster@${hostname}`,
            smtpReplyCode: '550',
            statusCode: '5.7.1',
            message: 'not relayed: this is not mail of our organisation',
            diagnosticMessage: 'relaying denied',
            actionFailurePolicy: 'DROP',
          },
        },
      ],
    },
  ];
}

function intakePermissions(stack: Stack, { config, stores, keys, role, scanner }: IntakeParts): void {
  const raw = objectsIn(config, 'raw', 'raw/');
  const policy = new ManagedPolicy(stack, 'Policy-intake', {
    managedPolicyName: `${config.name}-intake`,
    description: 'what Mail Manager may do with a message',
    roles: [role],
    document: new PolicyDocument({
      statements: [
        new PolicyStatement({ sid: 'StoreRawCopy', actions: ['s3:PutObject'], resources: [raw] }),
        new PolicyStatement({
          sid: 'AnnounceEnvelope',
          actions: ['sns:Publish'],
          resources: [stores.envelopes.topicArn],
        }),
        new PolicyStatement({
          sid: 'TopicAtRest',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [keys.records.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `sns.${config.region}.amazonaws.com` } },
        }),
        new PolicyStatement({
          sid: 'AskScanner',
          actions: ['lambda:InvokeFunction'],
          resources: [scanner.functionArn],
        }),
        new PolicyStatement({
          sid: 'RefuseOtherTenants',
          actions: ['ses:SendBounce', 'ses:SendRawEmail'],
          resources: [`arn:aws:ses:${config.region}:${config.account}:identity/${config.hostname}`],
        }),
      ],
    }),
  });
  acknowledge(policy, {
    [`AwsSolutions-IAM5[Resource::${raw}]`]:
      'SES names the object after the message, known only then; the prefix holds raw copies alone',
  });
}
