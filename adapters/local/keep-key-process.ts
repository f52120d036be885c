// Keeps one key process running and asks it: what is lost is replaced, and what it was asked is asked again, once.
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Refused } from '../../core/ports.ts';
import type { KeyAnswer, KeyRequest, Opened } from './key-protocol.ts';

export interface KeptKeyProcess {
  readonly opened: Opened;
  /** Rejects with Refused when the process refuses, and otherwise when it was lost, cannot be started or is closed. */
  ask(request: Unnumbered): Promise<unknown>;
  /** Of the process that runs now. */
  readonly pid: () => number | undefined;
  close(): Promise<void>;
}

type Unnumbered = KeyRequest extends infer Request
  ? Request extends unknown
    ? Omit<Request, 'number'>
    : never
  : never;

interface Running {
  readonly child: ChildProcess;
  readonly opened: Opened;
}

/** Milliseconds until a process that could not be started is tried again: double each time. */
const [firstPause, longestPause] = [1_000, 60_000];

/**
 * Rejects when the first process does not open its store. `report` hears once of a loss why no other could be started;
 * whoever asks meanwhile waits for the next try.
 */
export async function keepKeyProcess(store: string, report: (cause: unknown) => void): Promise<KeptKeyProcess> {
  const requests = openRequests();
  const closing = new AbortController();
  let child: ChildProcess | null = null;
  let starting: Promise<void> | null = null;

  async function start(): Promise<Opened> {
    const running = await startProcess(store);
    child = running.child;
    child.once('exit', lost);
    if (closing.signal.aborted) child.disconnect();
    else requests.handTo(child);
    return running.opened;
  }

  function lost(): void {
    child = null;
    if (closing.signal.aborted) return;
    requests.lost();
    starting = untilStarted(start, closing.signal, (cause, first) => {
      if (first) report(cause);
      requests.rejectAll(new Error('the key process cannot be started; it is tried again', { cause }));
    });
  }

  async function ask(request: Unnumbered): Promise<unknown> {
    if (closing.signal.aborted) throw new Error('the key process is closed');
    return requests.add(request, child);
  }

  async function close(): Promise<void> {
    closing.abort();
    requests.rejectAll(new Error('the key process is closed'));
    await starting;
    if (child !== null) await ended(child);
  }

  return { opened: await start(), ask, pid: () => child?.pid, close };
}

/** Resolves when it started, or is to start no more; `failed` hears of each failure, and which is the first. */
async function untilStarted(
  start: () => Promise<unknown>,
  signal: AbortSignal,
  failed: (cause: unknown, first: boolean) => void,
): Promise<void> {
  for (let next = firstPause; !signal.aborted; next = Math.min(2 * next, longestPause)) {
    try {
      await start();
      return;
    } catch (cause) {
      if (!signal.aborted) failed(cause, next === firstPause);
    }
    await pause(next, null, { signal }).catch(ignoreFailure);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => child.once('exit', resolve));
  if (child.connected) child.disconnect();
  await exit;
}

interface Asked {
  readonly request: KeyRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Processes that were lost over it. */
  lost: number;
}

/** What was asked and is not answered. */
function openRequests() {
  const asked = new Map<number, Asked>();
  let last = 0;
  /** Each process has to be told anew. */
  let policy: KeyRequest | null = null;
  return {
    /** Told to the process that runs, if one does. */
    add(request: Unnumbered, child: ChildProcess | null): Promise<unknown> {
      const numbered = { ...request, number: ++last } as KeyRequest;
      if (numbered.type === 'policy') policy = numbered;
      return new Promise<unknown>((resolve, reject) => {
        asked.set(numbered.number, { request: numbered, resolve, reject, lost: 0 });
        child?.send(numbered, ignoreFailure);
      });
    },
    /** A new process is asked all of it. */
    handTo(child: ChildProcess): void {
      child.on('message', (answer: KeyAnswer) => settle(asked, answer));
      if (policy !== null) child.send(policy, ignoreFailure);
      for (const { request } of asked.values()) if (request !== policy) child.send(request, ignoreFailure);
    },
    /** Their process was lost; for the second time, one of them may be why. */
    lost(): void {
      for (const [number, one] of asked) {
        if (++one.lost < 2) continue;
        asked.delete(number);
        one.reject(new Error('the key process was lost twice over this request'));
      }
    },
    rejectAll(error: Error): void {
      for (const { reject } of asked.values()) reject(error);
      asked.clear();
    },
  };
}

function settle(asked: Map<number, Asked>, answer: KeyAnswer): void {
  const one = asked.get(answer.number);
  asked.delete(answer.number);
  if (answer.ok) one?.resolve(answer.value);
  else one?.reject(answer.refused ? new Refused(answer.message) : new Error(answer.message));
}

/** Resolves with a process whose store is open. Node's permission model keeps it to its store and its own program. */
function startProcess(store: string): Promise<Running> {
  const program = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const child = fork(program('key-process.ts'), [store], {
    execArgv: [
      '--permission',
      ...[store, program('.'), program('../../core'), program('../../package.json')].map(
        (path) => `--allow-fs-read=${path}`,
      ),
      `--allow-fs-write=${store}`,
      // For the one program that reads what is read again.
      '--allow-child-process',
    ],
    env: {},
    serialization: 'advanced',
    // What it would print could only be about secrets.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.once('exit', () => reject(new Error('the key process could not be started')));
    child.once('message', (answer: KeyAnswer) => {
      if (answer.ok) resolve({ child, opened: answer.value as Opened });
      else reject(new Error(answer.message));
    });
  });
}

/** A process that cannot be written to is about to exit, and what it was asked is then asked again. */
function ignoreFailure(): void {}
