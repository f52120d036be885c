// A small server that a run needs, in a process of its own so that what it costs is not counted as a scanner's.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stopped } from './peer.ts';

export interface Child {
  readonly port: number;
  readonly pid: number;
  /** What it answers to a question, one at a time. Rejects when it ended, or does not answer within ten seconds. */
  ask(): Promise<unknown>;
  stop(): Promise<void>;
}

/** Milliseconds. */
const longestAnswer = 10_000;

/** `program` sends its port when it answers, and ends with its parent. Rejects when it ends instead. */
export async function startChild(program: string): Promise<Child> {
  const child = fork(fileURLToPath(program), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = once(child, 'exit').then(() =>
    Promise.reject(new Error('a server of the run ended before it answered')),
  );
  gone.catch(() => undefined);
  const [port] = (await Promise.race([once(child, 'message'), gone])) as [number];
  const ask = async () => {
    const enough = new AbortController();
    const { signal } = enough;
    const tooLong = pause(longestAnswer, null, { signal }).then(() =>
      Promise.reject(new Error('a server of the run did not answer in time')),
    );
    const answer = once(child, 'message', { signal });
    for (const left of [tooLong, answer]) left.catch(() => undefined);
    child.send('?', () => undefined);
    return Promise.race([answer.then(([said]) => said), gone, tooLong]).finally(() => enough.abort());
  };
  return { port, pid: child.pid ?? 0, ask, stop: () => stopped(child) };
}
