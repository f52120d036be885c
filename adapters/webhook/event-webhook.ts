// The EventSink port as a signed HTTP request. The receiver checks the signature over time and body, refuses what is older than
// five minutes, and knows an event that comes again by its `metadata.uid`.
import { createHmac } from 'node:crypto';
import type { Clock, EventSink } from '../../core/ports.ts';

export interface EventWebhookOptions {
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
}

/** Milliseconds for an answer. */
const patience = 10_000;

/** The body is a JSON array of events; `Postern-Signature` is `v1=` and HMAC-SHA-256 in hex over `<time>.<body>`. */
export function eventWebhook({ url, secret, clock }: EventWebhookOptions): EventSink {
  return {
    name: `webhook ${url}`,
    async send(events) {
      const body = JSON.stringify(events);
      const time = String(Math.floor(clock() / 1000));
      const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'postern-timestamp': time,
          'postern-signature': `v1=${signature}`,
        },
        signal: AbortSignal.timeout(patience),
        // The events are for this address alone.
        redirect: 'error',
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the webhook answered ${response.status}; look at its log`);
    },
  };
}
