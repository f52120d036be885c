// SES calls this for each message it stored, and waits at most 30 s. Whatever happens, SES itself delivers nothing: what is
// not done here is done by finish-message, from the queue of envelopes.
import type { Context } from 'aws-lambda';
import { type MailEvent, mailEvents } from '../mail-event.ts';
import { count, report } from '../metrics.ts';
import { openRuntime } from '../runtime.ts';
import { takeStored } from '../stored-mail.ts';

const runtime = openRuntime({ examination: 20_000 });

/** Milliseconds that an answer needs to get back to SES. */
const answerMargin = 3_000;

export async function handler(event: unknown, context: Context): Promise<{ readonly disposition: 'STOP_RULE_SET' }> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - answerMargin;
  for (const one of mailEvents(event)) await take(one, deadline);
  await runtime.tellOutbox();
  return { disposition: 'STOP_RULE_SET' };
}

async function take(event: MailEvent, deadline: number): Promise<void> {
  if (event.state === 'unknown') return count('EventUnknown');
  if (event.state === 'no-envelope') return count('EnvelopeMissing');
  try {
    const ending = await takeStored(event.mail, deadline, runtime.door);
    if (ending === 'missing') count('MessageUnavailable');
  } catch (cause) {
    report({ event: 'scan-failed', attempt: null, cause });
  }
}
