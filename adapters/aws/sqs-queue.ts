// The one place that knows SQS: sends to one queue. Receiving is Lambda's work.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ClientOptions } from './client-options.ts';

export interface Queue {
  /** `delay` in seconds, at most 900, before anybody sees it. */
  send(body: string, delay?: number): Promise<void>;
}

export function openQueue(url: string, options: ClientOptions): Queue {
  const client = new SQSClient(options);
  return {
    async send(body, delay) {
      const waiting = delay === undefined ? {} : { DelaySeconds: delay };
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...waiting }));
    },
  };
}
