// Jobs that wait for a worker, bounded in number, bytes and time: what does not fit is refused and the client tries again.
import type { Job } from './worker-protocol.ts';

export interface QueueLimits {
  readonly jobs: number;
  /** Sum of the raw messages. */
  readonly bytes: number;
  /** Milliseconds a job may wait for a worker. */
  readonly wait: number;
  /** Jobs with OCR in work at once, so that mail without pictures does not wait behind them. */
  readonly slow: number;
}

/** One job and whoever waits for its result. */
export interface QueuedJob {
  readonly job: Job;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface JobQueue {
  /** Settles when a worker has done the job. Rejects when the queue is full, closed, or no worker came in time. */
  push(job: Job): Promise<unknown>;
  /** The oldest job; null once the queue is closed. */
  next(): Promise<QueuedJob | null>;
  close(): void;
}

export function jobQueue(limits: QueueLimits): JobQueue {
  const jobs = new Set<QueuedJob & { readonly timer: NodeJS.Timeout }>();
  const takers: ((job: QueuedJob | null) => void)[] = [];
  let bytes = 0;
  let slow = 0;
  let closed = false;

  const mayStart = (job: Job) => !isSlow(job) || slow < limits.slow;

  function take(): QueuedJob | null {
    for (const queued of jobs) {
      if (!closed && !mayStart(queued.job)) continue;
      clearTimeout(queued.timer);
      jobs.delete(queued);
      bytes -= queued.job.raw.length;
      return started(queued);
    }
    return null;
  }

  /** A slow job makes room for the next one when it is done. */
  function started({ job, resolve, reject }: QueuedJob): QueuedJob {
    if (!isSlow(job)) return { job, resolve, reject };
    slow++;
    const ended = () => {
      slow--;
      const next = takers.length === 0 ? null : take();
      if (next !== null) takers.shift()?.(next);
    };
    return {
      job,
      resolve: (value) => {
        ended();
        resolve(value);
      },
      reject: (error) => {
        ended();
        reject(error);
      },
    };
  }

  function enqueue(job: Job, resolve: QueuedJob['resolve'], reject: QueuedJob['reject']): void {
    const timer = setTimeout(() => {
      jobs.delete(queued);
      bytes -= job.raw.length;
      reject(new Error('no examining process came free in time; try again later'));
    }, limits.wait);
    const queued = { job, resolve, reject, timer };
    jobs.add(queued);
    bytes += job.raw.length;
  }

  return {
    push: (job) =>
      new Promise((resolve, reject) => {
        const full = jobs.size >= limits.jobs || (jobs.size > 0 && bytes + job.raw.length > limits.bytes);
        const taker = full || closed || !mayStart(job) ? undefined : takers.shift();
        if (closed) reject(new Error('the gateway is stopping; try again later'));
        else if (full) reject(new Error('too many messages wait to be examined; try again later'));
        else if (taker !== undefined) taker(started({ job, resolve, reject }));
        else enqueue(job, resolve, reject);
      }),
    next: async () => {
      if (closed) return null;
      return take() ?? new Promise((resolve) => takers.push(resolve));
    },
    close: () => {
      closed = true;
      for (let queued = take(); queued !== null; queued = take()) {
        queued.reject(new Error('the gateway is stopping; try again later'));
      }
      for (const taker of takers.splice(0)) taker(null);
    },
  };
}

function isSlow(job: Job): boolean {
  return job.type === 'examine' && job.context.ocr;
}
