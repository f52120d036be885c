// A small server that a run needs, in a process of its own so that what it costs is not counted as a scanner's.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stopped } from './peer.ts';

export interface Child {
  readonly port: number;
  readonly pid: number;
  /** What it answers to a question, one at a time. */
  ask(): Promise<unknown>;
  stop(): Promise<void>;
}

/** `program` sends its port when it answers, and ends with its parent. */
export async function startChild(program: string): Promise<Child> {
  const child = fork(fileURLToPath(program), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = once(child, 'exit').then(() =>
    Promise.reject(new Error('a server of the run ended before it was ready')),
  );
  const [port] = (await Promise.race([once(child, 'message'), gone])) as [number];
  gone.catch(() => undefined);
  const ask = async () => {
    const answer = once(child, 'message');
    child.send('?');
    return (await answer)[0];
  };
  return { port, pid: child.pid ?? 0, ask, stop: () => stopped(child) };
}
