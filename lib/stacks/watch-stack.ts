// Alarms and whom they call.
import type { Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { alarmsOf, type Watched } from '../alarms.ts';
import type { InfraConfig } from '../config.ts';
import { houseAlarm } from '../constructs/house-alarm.ts';
import type { KeyRing } from './keys-stack.ts';

export function createWatch(stack: Stack, config: InfraConfig, keys: KeyRing, watched: Watched): Topic {
  const topic = new Topic(stack, 'Alarms', {
    topicName: `${config.name}-alarms`,
    displayName: `${config.name} alarms`,
    masterKey: keys.records,
    enforceSSL: true,
  });
  for (const service of ['cloudwatch', 'events'])
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: `${service}Publishes`,
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
      }),
    );
  new CfnSubscription(stack, 'AlarmsByMail', {
    topicArn: topic.topicArn,
    protocol: 'email',
    endpoint: config.alarmAddress,
  });
  for (const props of alarmsOf(watched)) houseAlarm(stack, config.name, topic, props);
  watchKeys(stack, config, keys);
  return topic;
}

/** Who can change the policy of the content key could let themself in: whoever does it, security hears of it. */
function watchKeys(stack: Stack, config: InfraConfig, keys: KeyRing): void {
  new Rule(stack, 'KeyChanged', {
    ruleName: `${config.name}-key-changed`,
    description: 'Impact: what keeps content closed was changed. What to do: docs/runbook.md#key-changed',
    eventPattern: {
      source: ['aws.kms'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['kms.amazonaws.com'],
        eventName: ['DisableKey', 'PutKeyPolicy', 'ScheduleKeyDeletion'],
        resources: { ARN: [keys.content, keys.raw, ...Object.values(keys.evidence)].map(({ keyArn }) => keyArn) },
      },
    },
    // By its ARN: the L2 would let EventBridge of any account use the key.
    targets: [
      new SnsTopic(
        Topic.fromTopicArn(
          stack,
          'AlarmsByArn',
          `arn:aws:sns:${config.region}:${config.account}:${config.name}-alarms`,
        ),
      ),
    ],
  });
}
