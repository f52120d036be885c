// A queue as the house builds it: encrypted, TLS only, and what cannot be worked off is set aside, not lost.
import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** The longest that SQS keeps a message. */
export const envelopeLife = Duration.days(14);

export interface HouseQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export interface HouseQueueProps {
  readonly key: IKey;
  readonly name: string;
  /** Longer than its consumer may take: six times is what AWS asks for. */
  readonly visibility: Duration;
  readonly delay: Duration;
  readonly attempts: number;
}

export function houseQueue(scope: Construct, id: string, props: HouseQueueProps): HouseQueue {
  const deadLetters = deadLetterQueue(scope, `${id}DeadLetters`, `${props.name}-dead-letters`, props.key);
  const queue = new Queue(scope, id, {
    queueName: props.name,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: props.key,
    enforceSSL: true,
    visibilityTimeout: props.visibility,
    deliveryDelay: props.delay,
    retentionPeriod: envelopeLife,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: props.attempts },
  });
  return { queue, deadLetters };
}

export function deadLetterQueue(scope: Construct, id: string, name: string, key: IKey): Queue {
  return new Queue(scope, id, {
    queueName: name,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    enforceSSL: true,
    retentionPeriod: envelopeLife,
    redriveAllowPolicy: { redrivePermission: RedrivePermission.ALLOW_ALL },
  });
}
