// A real SMTP server that plays the next hop and misbehaves on demand.
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/**
 * What the server does with the next message: a reply code, hanging up before or after having taken it, taking it and
 * answering late, or saying nothing until it hangs up.
 */
export type DataAnswer = 250 | 451 | 550 | 'drop-before' | 'drop-after' | 'late' | 'hang';

/** Milliseconds. */
const longSilence = 1_200;

export interface Taken {
  readonly recipients: readonly string[];
  readonly raw: Buffer;
}

export interface ScriptedNextHop {
  readonly port: number;
  /** Everything it took responsibility for, in order. */
  readonly taken: Taken[];
  /** Codes for coming RCPT commands of an address, first one first; 250 when there is none. */
  readonly rcpt: Map<string, number[]>;
  /** Answers to coming messages, first one first; 250 when there is none. */
  readonly data: DataAnswer[];
  close(): Promise<void>;
}

export async function startNextHop(): Promise<ScriptedNextHop> {
  const taken: Taken[] = [];
  const rcpt = new Map<string, number[]>();
  const data: DataAnswer[] = [];
  const sockets = new Map<string, Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    hideDSN: false,
    size: 60_000_000,
    onRcptTo(address, _session, callback) {
      const code = rcpt.get(address.address)?.shift() ?? 250;
      callback(code === 250 ? null : Object.assign(new Error('scripted'), { responseCode: code }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const answer = data.shift() ?? 250;
        const message = {
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
        };
        if (answer === 250 || answer === 'drop-after' || answer === 'late') taken.push(message);
        const hangUp = () => {
          for (const socket of sockets.values()) socket.destroy();
        };
        if (answer === 'late') setTimeout(callback, longSilence, null);
        else if (answer === 'hang') setTimeout(hangUp, longSilence);
        else if (typeof answer === 'string') hangUp();
        else callback(answer === 250 ? null : Object.assign(new Error('scripted'), { responseCode: answer }));
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const id = `${socket.remotePort}`;
    sockets.set(id, socket);
    socket.on('close', () => sockets.delete(id));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    rcpt,
    data,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
