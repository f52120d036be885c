// One question to an engine behind a socket: what is sent, and what it answers before it hangs up.
import { connect, type NetConnectOpts, type Socket } from 'node:net';

export interface EngineQuestion {
  /** As operators know it. */
  readonly engine: string;
  readonly host: NetConnectOpts;
  /** Milliseconds. */
  readonly time: number;
  readonly send: (socket: Socket) => void;
  /** Nothing more is waited for once this was heard, or more than any answer has. */
  readonly isWhole: (heard: Buffer) => boolean;
  /** Bytes. */
  readonly longest: number;
}

/** The answer as Latin-1. Rejects when there is none in time. */
export function askEngine({ engine, host, time, send, isWhole, longest }: EngineQuestion): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(host);
    const heard: Buffer[] = [];
    let length = 0;
    const settle = (failure: Error) => {
      clearTimeout(timer);
      socket.destroy();
      // Over its size limit an engine answers and hangs up while we still write: its answer counts, not the broken pipe.
      if (length > 0) resolve(Buffer.concat(heard).toString('latin1'));
      else reject(failure);
    };
    const hungUp = () => settle(new Error(`${engine} hung up without an answer; look at its log`));
    const timer = setTimeout(() => settle(new Error(`${engine} did not answer in time; look at its load`)), time);
    socket.on('data', (data) => {
      heard.push(data);
      length += data.length;
      if (isWhole(data) || length > longest) hungUp();
    });
    socket.on('error', (cause) => setImmediate(settle, cause));
    socket.on('end', hungUp);
    socket.on('close', hungUp);
    socket.on('connect', () => send(socket));
  });
}
