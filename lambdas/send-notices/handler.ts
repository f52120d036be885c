// Sends what waits in the outbox: told by the queue when there is something, and by its schedule for what the next hop did not
// take before.
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { clientOptions } from '../../adapters/aws/client-options.ts';
import { dynamoLedger } from '../../adapters/aws/dynamo-ledger.ts';
import { openTable } from '../../adapters/aws/dynamo-table.ts';
import { dynamoTurns } from '../../adapters/aws/dynamo-turns.ts';
import { openSecrets } from '../../adapters/aws/secrets.ts';
import type { QueuedNotice } from '../../core/model/ledger.ts';
import { handOver } from '../../core/oversight/notices/hand-over.ts';
import { count, report } from '../metrics.ts';
import { relaysOf } from '../relays.ts';
import { settingsOf } from '../settings.ts';

const settings = settingsOf(process.env);
const aws = clientOptions(settings.region);
const table = openTable(settings.get('POSTERN_TABLE'), aws);
const ledger = dynamoLedger(table);
const turns = dynamoTurns(table, Date.now);
const relayFor = relaysOf(settings, openSecrets(aws));

const atOnce = 20;
/** Milliseconds that one notice may take, with the next hop's time-outs. */
const leastTime = 30_000;

/** Never asks the queue for another try: notices are in the ledger, and the schedule comes again. */
export async function handler(_event: unknown, context: Context): Promise<SQSBatchResponse> {
  const end = Date.now() + context.getRemainingTimeInMillis();
  // Two senders at once would each send the same notice.
  const turn = await turns.take('outbox', end);
  if (turn === null) return { batchItemFailures: [] };
  try {
    await sendAll(end);
  } finally {
    await turn.give();
  }
  return { batchItemFailures: [] };
}

async function sendAll(end: number): Promise<void> {
  const stuck = new Set<string>();
  for (;;) {
    const due = await ledger.dueNotices(Date.now(), atOnce + stuck.size);
    const now = due.filter(({ id }) => !stuck.has(id));
    if (now.length === 0) return;
    for (const notice of now) {
      if (end - Date.now() < leastTime) return;
      if (!(await send(notice))) stuck.add(notice.id);
    }
  }
}

async function send(notice: QueuedNotice): Promise<boolean> {
  const reply = await handOver(notice, relayFor(notice.direction));
  if (reply === null || (reply.code >= 400 && reply.code < 500)) {
    count('NextHopTemporary');
    return false;
  }
  // A notice that is refused for good is given up: it has no sender to go back to.
  if (reply.code >= 500)
    report({ event: 'notice-refused', attempt: null, cause: new Error(`next hop answered ${reply.code}`) });
  await ledger.commit([{ type: 'notice-sent', notice: notice.id }]);
  return true;
}
