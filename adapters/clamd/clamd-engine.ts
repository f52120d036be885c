// Engine by clamd's INSTREAM command (clamd(8)): chunks with their length in front, over TCP or a unix socket.
import type { NetConnectOpts, Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Engine, EngineVerdict } from '../../core/ports.ts';
import { askEngine } from '../engine-socket.ts';

export interface ClamdOptions {
  /** Asked in this order; the next when one cannot be reached or does not answer in time. */
  readonly hosts: readonly NetConnectOpts[];
  /** Milliseconds for one host. */
  readonly time: number;
}

const chunkBytes = 64 * 1024;
const longestAnswer = 4096;
/** Milliseconds in which a host that failed is asked last. */
const restAfterFailure = 15_000;

export function clamdEngine({ hosts, time }: ClamdOptions): Engine {
  const failedAt = new Map<NetConnectOpts, number>();
  const inOrder = () => {
    const resting = (host: NetConnectOpts) =>
      performance.now() - (failedAt.get(host) ?? Number.NEGATIVE_INFINITY) < restAfterFailure;
    return [...hosts.filter((host) => !resting(host)), ...hosts.filter(resting)];
  };
  const firstAnswer = async (command: 'zINSTREAM' | 'zPING', raw: Uint8Array | null): Promise<string> => {
    let last: unknown = new Error('no clamd host is configured; add one to engines');
    for (const host of inOrder()) {
      try {
        const answer = await converse(host, time, command, raw);
        failedAt.delete(host);
        return answer;
      } catch (cause) {
        failedAt.set(host, performance.now());
        last = cause;
      }
    }
    throw last;
  };
  return {
    name: 'clamd',
    judges: 'malware',
    inspect: async (raw) => verdictOf(await firstAnswer('zINSTREAM', raw)),
    answers: () =>
      firstAnswer('zPING', null).then(
        (answer) => answer === 'PONG',
        () => false,
      ),
  };
}

/** `stream: OK`, `stream: NAME FOUND`, `… ERROR`; what clamd's limits kept it from looking at is no verdict. */
function verdictOf(answer: string): EngineVerdict {
  if (answer === 'stream: OK') return { state: 'clean' };
  const name = /^stream: (\S{1,200}) FOUND$/.exec(answer)?.[1];
  if (name === undefined) return { state: 'unscanned', why: answer.replace(/^stream: /, '') };
  return /^Heuristics\.(?:Limits|Encrypted)\./.test(name)
    ? { state: 'unscanned', why: name }
    : { state: 'malware', name };
}

/** Rejects when there is no answer in time. */
async function converse(host: NetConnectOpts, time: number, command: string, raw: Uint8Array | null): Promise<string> {
  const answer = await askEngine({
    engine: 'clamd',
    host,
    time,
    send: (socket) => {
      socket.write(`${command}\0`);
      if (raw !== null) send(socket, raw).catch(() => undefined);
    },
    isWhole: (heard) => heard.includes(0),
    longest: longestAnswer,
  });
  return answer.split('\0', 1)[0]?.trim() ?? '';
}

async function send(socket: Socket, raw: Uint8Array): Promise<void> {
  for (let at = 0; at < raw.length && !socket.destroyed; at += chunkBytes) {
    const chunk = raw.subarray(at, at + chunkBytes);
    socket.write(lengthOf(chunk));
    if (!socket.write(chunk)) await drained(socket);
    // An answer before the end is read first: on a broken pipe Node throws away what was not read yet.
    await setImmediate();
  }
  if (!socket.destroyed) socket.write(lengthOf(new Uint8Array(0)));
}

function lengthOf(chunk: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.length);
  return length;
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
