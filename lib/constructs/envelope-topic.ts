// The durable envelope: SES announces every message here, and the queue behind it keeps the announcement until it is worked off.
import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { InfraConfig } from '../config.ts';

export function envelopeTopic(stack: Stack, config: InfraConfig, key: IKey, queue: Queue): Topic {
  const topic = new Topic(stack, 'Envelopes', {
    topicName: `${config.name}-envelopes`,
    displayName: 'envelopes of messages',
    masterKey: key,
    enforceSSL: true,
  });
  new CfnSubscription(stack, 'EnvelopesToQueue', {
    topicArn: topic.topicArn,
    protocol: 'sqs',
    endpoint: queue.queueArn,
  });
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'EnvelopesArrive',
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
    }),
  );
  if (config.intake === 'classic')
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ReceiptRulesAnnounce',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
      }),
    );
  return topic;
}
