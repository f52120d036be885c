// PartInspector by YARA rules in a thread of its own, which is ended when a part takes too long: nothing else stops a scan.
import { Worker } from 'node:worker_threads';
import type { Inspection, PartInspector } from '../../core/ports.ts';
import type { YaraMatch, YaraSources } from './yara-rules.ts';
import type { ScanAnswer, ScanRequest } from './yara-thread.ts';

export interface YaraOptions {
  /** Milliseconds for one part, and for all parts of a message. */
  readonly partTime: number;
  readonly messageTime: number;
}

const standard: YaraOptions = { partTime: 5_000, messageTime: 12_000 };
/** Bytes of one part that are scanned; the rest of a larger one counts as not inspected. */
const longestPart = 32 * 2 ** 20;
/** Bytes that wait for the thread at any time: parts are not kept for it beyond that. */
const mostWaiting = 8 * 2 ** 20;

/** Rejects with one line a problem when the rules cannot be compiled. */
export async function startYara(sources: YaraSources, options: YaraOptions = standard): Promise<PartInspector> {
  let thread: Promise<Thread> | null = startThread(sources);
  await thread;
  const current = () => {
    thread ??= startThread(sources);
    return thread;
  };
  return () => {
    const inspected: Inspection[] = [];
    const running = new Set<Promise<void>>();
    const deadline = performance.now() + options.messageTime;
    let waiting = 0;
    let silent = false;
    const scan = async (path: string, bytes: Uint8Array): Promise<void> => {
      const left = Math.min(options.partTime, deadline - performance.now());
      const matches = left <= 0 || bytes.length > longestPart ? null : await scanWithin(left, bytes);
      if (matches === null) silent = true;
      else for (const match of matches) inspected.push({ path, ...match });
    };
    const scanWithin = async (time: number, bytes: Uint8Array): Promise<readonly YaraMatch[] | null> => {
      const used = await current().catch(() => null);
      const matches = used === null ? null : await used.scan(bytes, time);
      if (matches === 'lost') thread = null;
      return matches === 'lost' ? null : matches;
    };
    return {
      async add(path, bytes) {
        while (waiting > mostWaiting && running.size > 0) await Promise.race(running);
        waiting += bytes.length;
        const work = scan(path, bytes).finally(() => {
          waiting -= bytes.length;
          running.delete(work);
        });
        running.add(work);
      },
      async end() {
        await Promise.all(running);
        return { found: inspected, complete: !silent };
      },
    };
  };
}

interface Thread {
  /** `lost`: it took too long or broke, and is gone. */
  scan(bytes: Uint8Array, time: number): Promise<readonly YaraMatch[] | null | 'lost'>;
}

async function startThread(sources: YaraSources): Promise<Thread> {
  const worker = new Worker(new URL('./yara-thread.ts', import.meta.url), { workerData: sources });
  const asked = new Map<number, (answer: readonly YaraMatch[] | null | 'lost') => void>();
  let last = 0;
  const started = Promise.withResolvers<void>();
  const lose = () => {
    for (const answer of asked.values()) answer('lost');
    asked.clear();
  };
  worker.on('message', ({ number, matches }: ScanAnswer) => {
    if (number === 0) started.resolve();
    asked.get(number)?.(matches);
    asked.delete(number);
  });
  worker.on('error', (cause) => {
    started.reject(cause);
    lose();
  });
  worker.on('exit', () => {
    started.reject(new Error('the YARA thread ended while it was starting; run `postern policy check`'));
    lose();
  });
  await started.promise;
  // It must not keep a process alive that is otherwise done.
  worker.unref();
  return {
    scan: (bytes, time) =>
      new Promise((resolve) => {
        const number = ++last;
        // The time of a part starts with its turn; those before it have theirs.
        const timer = setTimeout(() => void worker.terminate(), time * (asked.size + 1));
        asked.set(number, (answer) => {
          clearTimeout(timer);
          resolve(answer);
        });
        worker.postMessage({ number, bytes } satisfies ScanRequest);
      }),
  };
}
