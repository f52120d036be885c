// The worker's side of the conversation: prepare once, then one job after the other until the gateway is gone.
import { Worker } from 'node:worker_threads';
import { denyNetwork } from './no-network.ts';
import type { FromWorker, Job, MailWorker, Preparation } from './worker-protocol.ts';

/** Runs in a process made by worker-process.ts. What `prepare` throws is told to the operator, so it names no content. */
export function serveJobs(prepare: (preparation: Preparation) => Promise<MailWorker>): void {
  denyNetwork();
  process.on('disconnect', () => process.exit(0));
  new Worker(new URL('./parent-watch.ts', import.meta.url), { workerData: process.ppid }).unref();
  // A terminal or supervisor signals the whole group; the gateway still needs its workers while it finishes.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.once('message', async (preparation: Preparation) => {
    try {
      const examiner = await prepare(preparation);
      process.on('message', async (job: Job) => send(await answer(examiner, job)));
      send({ type: 'ready' });
    } catch (error) {
      send({ type: 'not-ready', message: error instanceof Error ? error.message : 'the policy could not be loaded' });
    }
  });
}

async function answer(worker: MailWorker, job: Job): Promise<FromWorker> {
  try {
    return { type: 'done', value: await done(worker, job) };
  } catch (error) {
    return { type: 'threw', at: placeOf(error) };
  }
}

function done(worker: MailWorker, job: Job) {
  switch (job.type) {
    case 'examine':
      return worker.examine(job.raw, job.context);
    case 'strip':
      return worker.strip(job.raw, job.paths, job.notices);
    case 'draw':
      return worker.draw(job.raw, job.page);
  }
}

function send(message: FromWorker): void {
  // The gateway may be gone by now; then this process is about to end too.
  process.send?.(message, undefined, undefined, () => undefined);
}

/** Name and first line of the stack that is a place. Lines of the message may quote content and are passed over. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'thrown value';
  const place = error.stack?.match(/^ {4}at [^\n]*?([\w.-]{1,80}\.ts:\d+:\d+)\)?$/m)?.[1];
  return `${error.name.slice(0, 40)} at ${place ?? 'unknown place'}`;
}
