// Completes what scan-message did not: envelopes that come through a queue a minute after SES stored the message, and a sweep
// for messages whose envelope never came and attempts that were cut off, after which the event bus is told what is new.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { clientOptions } from '../../adapters/aws/client-options.ts';
import { eventBus } from '../../adapters/aws/event-bus.ts';
import { openQueue } from '../../adapters/aws/sqs-queue.ts';
import { keyOfCopy } from '../../core/mail/intake/attempt-key.ts';
import { tellBus } from '../events.ts';
import { queuedMail, receiptOf, type StoredMail } from '../mail-event.ts';
import { count, report } from '../metrics.ts';
import { openRuntime } from '../runtime.ts';
import { settingsOf } from '../settings.ts';
import { takeStored } from '../stored-mail.ts';
import { sweep } from '../sweep.ts';

const settings = settingsOf(process.env);
const runtime = openRuntime({ examination: 35_000 }, settings);
const bus = eventBus(settings.get('POSTERN_EVENT_BUS'), clientOptions(settings.region));
const again = openQueue(settings.get('POSTERN_FINISH_QUEUE'), clientOptions(settings.region));

/** Milliseconds: kept back to answer, and needed for a message to be begun at all. */
const answerMargin = 5_000;
const leastTime = 60_000;
/** Seconds until the next try, doubled each time; SQS delays no longer than 15 minutes. */
const firstPause = 30;
const longestPause = 900;
/** Tries over some hours after which a message that is nowhere is left to the dead-letter queue, and to a person. */
const mostMissing = 16;

export async function handler(event: Partial<SQSEvent>, context: Context): Promise<SQSBatchResponse> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - answerMargin;
  const { Records: records } = event;
  if (records === undefined) {
    await sweep(deadline, runtime.door);
    await tellBus(bus, deadline, runtime.door);
  }
  const failed: SQSRecord[] = [];
  for (const record of records ?? []) if (!(await dealtWith(record, deadline))) failed.push(record);
  await runtime.tellOutbox();
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** False when the queue must bring it again, and after some times set it aside. */
async function dealtWith({ body }: SQSRecord, deadline: number): Promise<boolean> {
  const { event, tries } = queuedMail(body);
  if (event.state === 'unknown') {
    count('EventUnknown');
    return false;
  }
  // Nothing says whom it is for; the sweep holds it.
  if (event.state === 'no-envelope') return true;
  if (deadline - Date.now() < leastTime) return false;
  try {
    return await finished(event.mail, tries, deadline);
  } catch (cause) {
    report({ event: 'finish-failed', attempt: null, cause });
    return tryLater(event.mail, tries);
  }
}

async function finished(mail: StoredMail, tries: number, deadline: number): Promise<boolean> {
  // As nearly always: scan-message had it a minute ago.
  if ((await runtime.door.turns.fate(keyOfCopy(mail.id))) === 'done') return true;
  const ending = await takeStored(mail, deadline, runtime.door);
  if (ending === 'done') return true;
  if (ending === 'missing') count('MessageUnavailable');
  return ending === 'missing' && tries >= mostMissing ? false : tryLater(mail, tries);
}

/** A queue counts deliveries and gives up after a few; a next hop may be away for hours. */
async function tryLater(mail: StoredMail, tries: number): Promise<boolean> {
  const { id, mailFrom } = mail;
  const body = { mail: { messageId: id, source: mailFrom }, receipt: receiptOf(mail), tries: tries + 1 };
  try {
    await again.send(JSON.stringify(body), Math.min(longestPause, firstPause * 2 ** Math.min(tries, 10)));
    return true;
  } catch (cause) {
    report({ event: 'finish-not-queued', attempt: null, cause });
    return false;
  }
}
