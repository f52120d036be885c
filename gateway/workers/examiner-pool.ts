// The Examiner port on one machine: as many processes as cores, each with one message at a time, any of which may be lost.
import { availableParallelism } from 'node:os';
import { showsPictures } from '../../core/mail/extract/shows-pictures.ts';
import type { Examination, ExaminationContext } from '../../core/model/examination.ts';
import type { PolicyData } from '../../core/rulebook/policy-data.ts';
import { givenUp } from './given-up.ts';
import { type JobQueue, jobQueue, type QueuedJob, type QueueLimits } from './job-queue.ts';
import { type Program, startWorker, type WorkerLimits, WorkerLost, type WorkerProcess } from './worker-process.ts';
import type { Job, MailWorker, Preparation } from './worker-protocol.ts';

export interface ExaminerOptions {
  /** Processes; one per core when absent. */
  readonly size?: number;
  /** What takes time to get may still be on its way: the processes start meanwhile. */
  readonly policy: PolicyData | Promise<PolicyData>;
  readonly fingerprintKey: Uint8Array | Promise<Uint8Array>;
  /** Folder of the registers of documents and records, which must exist; absent: there are none. */
  readonly registers?: string;
  readonly limits?: Partial<WorkerLimits>;
  readonly queue?: Partial<QueueLimits>;
  /** Told of every process that was lost or could not be started; facts only, never content. */
  readonly report?: (trouble: Error) => void;
  /** The program of a worker; it calls serveJobs. */
  readonly entry?: URL;
  /** Where that program lies when it is not this source tree. */
  readonly program?: Program;
}

/** Two tries and the wait for a worker end before the client's 120 s for an answer to DATA are over (DESIGN section 7). */
const workerLimits: WorkerLimits = { deadline: 35_000, memory: 1.5 * 2 ** 30, heap: 1024, jobs: 20_000 };
const queueLimits = { jobs: 256, bytes: 256 * 2 ** 20, wait: 30_000 };
const tries = 2;

/** Resolves when every process is ready. Rejects when one does not start, or with what `policy` rejects with. */
export async function startExaminers(options: ExaminerOptions): Promise<MailWorker & { close(): Promise<void> }> {
  const preparation = prepared(options);
  // Each process waits for it and tells; nobody else may.
  preparation.catch(() => undefined);
  const entry = options.entry ?? new URL('./examine-worker.ts', import.meta.url);
  const start = () =>
    startWorker(entry, preparation, { ...workerLimits, ...options.limits }, options.registers ?? null, options.program);
  const size = options.size ?? availableParallelism();
  const queue = jobQueue({ ...queueLimits, slow: Math.max(1, size - 1), ...options.queue });
  const report = options.report ?? (() => undefined);
  const seats = Array.from({ length: size }, () => seat(start));
  // One is enough to begin with: the others would only take the processor from it while it starts.
  await seats[0]?.worker();
  const served = seats.map((seat) => serve(seat, queue, report));
  const look = (raw: Uint8Array, context: ExaminationContext) =>
    queue.push({ type: 'examine', raw, context }) as Promise<Examination>;
  return {
    // Off the fast path: only a message with pictures waits for OCR, in a second look.
    examine: async (raw, context) => {
      const seen = await look(raw, { ...context, ocr: false });
      return context.ocr && showsPictures(seen.parts) ? look(raw, context) : seen;
    },
    strip: (raw, paths, notices) => queue.push({ type: 'strip', raw, paths, notices }) as Promise<Uint8Array | null>,
    draw: (raw, page) => queue.push({ type: 'draw', raw, page }) as Promise<Uint8Array | null>,
    close: async () => {
      queue.close();
      await Promise.all(seats.map((seat) => seat.close()));
      await Promise.all(served);
    },
  };
}

async function prepared({ policy, fingerprintKey, registers }: ExaminerOptions): Promise<Preparation> {
  const [data, key] = await Promise.all([policy, fingerprintKey]);
  return { policy: data, fingerprintKey: key, registers: registers ?? null };
}

/** A place for one process after another. */
interface Seat {
  /** The process that sits here, started if need be. */
  worker(): Promise<WorkerProcess>;
  /** The process is lost; the next call of worker() starts another. */
  vacate(): void;
  /** Ends a process that should be replaced. */
  refresh(): Promise<void>;
  readonly closed: () => boolean;
  close(): Promise<void>;
}

function seat(start: () => Promise<WorkerProcess>): Seat {
  let current: Promise<WorkerProcess> | null = null;
  let closed = false;
  const vacate = () => {
    current = null;
  };
  const worker = () => {
    if (closed) return Promise.reject(new Error('the gateway is stopping; try again later'));
    if (current === null) {
      const starting = start();
      current = starting;
      starting.catch(vacate);
    }
    return current;
  };
  return {
    worker,
    vacate,
    refresh: async () => {
      const used = await current;
      if (used === null || !used.spent()) return;
      vacate();
      await used.kill();
    },
    closed: () => closed,
    close: async () => {
      closed = true;
      const last = await current?.catch(() => null);
      await last?.kill();
    },
  };
}

/** Works through the queue until it is closed. Never rejects. */
async function serve(seat: Seat, queue: JobQueue, report: (trouble: Error) => void): Promise<void> {
  await seat.worker().catch(report);
  for (let queued = await queue.next(); queued !== null; queued = await queue.next()) {
    await finish(queued, seat, report);
    await seat.refresh().catch(report);
    // Ready before the next message comes; a failure shows again, and is told to the client, with that message.
    if (!seat.closed()) await seat.worker().catch(report);
  }
}

/** A message that costs one process is tried once more on a fresh one; two lost, and it is held as unreadable. */
async function finish(
  { job, resolve, reject }: QueuedJob,
  seat: Seat,
  report: (trouble: Error) => void,
): Promise<void> {
  for (let lost = 0; lost < tries; lost++) {
    try {
      const worker = await seat.worker();
      return resolve(await worker.run(job));
    } catch (error) {
      const trouble = error instanceof Error ? error : new Error('an examining process failed');
      // Killed because the gateway stops: that says nothing about the message.
      if (seat.closed()) return reject(new Error('the gateway is stopping; try again later'));
      report(trouble);
      if (!(trouble instanceof WorkerLost))
        return reject(new Error('no examining process can be had; try again later'));
      seat.vacate();
    }
  }
  resolve(giveUp(job));
}

/** Nothing is known of the message, or nothing can be taken out of it safely: either way a person looks. */
function giveUp(job: Job): Examination | null {
  return job.type === 'examine' ? givenUp(job.raw) : null;
}
