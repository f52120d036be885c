// One client connection: bytes out, replies in, with time-outs and an upgrade to TLS.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { within } from '../within.ts';
import { type LinedReply, replyReader } from './reply-reader.ts';

/** The connection is gone, or of no further use. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** The whole message and its final dot were given to the connection: the peer may have taken it. */
  readonly afterFinalDot: boolean;
  constructor(message: string, afterFinalDot = false, options?: ErrorOptions) {
    super(message, options);
    this.afterFinalDot = afterFinalDot;
  }
}

export interface SmtpWire {
  readonly usable: boolean;
  /** The peer said something nobody asked for, such as 421: what it answers next could be mistaken for another reply. */
  readonly unasked: boolean;
  /** Rejects with ConnectionLost; `timeout` in milliseconds. */
  readReply(timeout: number): Promise<LinedReply>;
  /** Resolves when the bytes went to the system; rejects with ConnectionLost. */
  write(bytes: Uint8Array | string, timeout: number): Promise<void>;
  /** Encrypts from here on; what the peer sent in clear before is thrown away (RFC 3207 section 6). */
  encrypt(host: string, verify: boolean, timeout: number): Promise<void>;
  destroy(): void;
}

/** More than one transaction of 1,000 recipients can have outstanding. */
const mostUnread = 2000;

/** `connectTimeout` in milliseconds. Rejects with ConnectionLost. */
export async function openWire(host: string, port: number, connectTimeout: number): Promise<SmtpWire> {
  const socket = connectTcp({ host, port });
  socket.setNoDelay(true);
  await settled(socket, 'connect', connectTimeout, 'the next hop cannot be reached');
  return wireOver(socket);
}

interface Waiting {
  resolve(reply: LinedReply): void;
  reject(cause: Error): void;
}

function wireOver(initial: Socket): SmtpWire {
  let socket = initial;
  let reader = replyReader();
  let replies: LinedReply[] = [];
  let waiting: Waiting | null = null;
  let failure: ConnectionLost | null = null;

  const fail = (message: string, cause?: unknown): ConnectionLost => {
    failure ??= new ConnectionLost(message, false, { cause });
    socket.destroy();
    waiting?.reject(failure);
    waiting = null;
    return failure;
  };
  const take = (chunk: Buffer): void => {
    try {
      replies.push(...reader.feed(chunk));
    } catch (cause) {
      fail(cause instanceof Error ? cause.message : 'the next hop sent an unreadable reply', cause);
      return;
    }
    const first = waiting === null ? undefined : replies.shift();
    if (first === undefined) {
      if (replies.length > mostUnread) fail('the next hop sent replies nobody asked for');
      return;
    }
    waiting?.resolve(first);
    waiting = null;
  };
  const listen = (): void => {
    socket.on('data', take);
    socket.on('error', (cause) => fail('the connection to the next hop broke', cause));
    socket.on('close', () => fail('the next hop closed the connection'));
  };
  listen();

  return {
    get usable() {
      return failure === null;
    },
    get unasked() {
      return replies.length > 0;
    },
    readReply(timeout) {
      const ready = replies.shift();
      if (ready !== undefined) return Promise.resolve(ready);
      if (failure !== null) return Promise.reject(failure);
      const reply = new Promise<LinedReply>((resolve, reject) => {
        waiting = { resolve, reject };
      });
      return within(timeout, reply, () => {
        throw fail('the next hop did not answer in time');
      });
    },
    write(bytes, timeout) {
      if (failure !== null) return Promise.reject(failure);
      const written = new Promise<void>((resolve, reject) => {
        socket.write(bytes, (cause) =>
          cause ? reject(fail('the connection to the next hop broke', cause)) : resolve(),
        );
      });
      return within(timeout, written, () => {
        throw fail('the next hop took no more data');
      });
    },
    async encrypt(host, verify, timeout) {
      socket.removeAllListeners('data');
      socket.removeAllListeners('close');
      const servername = isIP(host) ? {} : { servername: host };
      const secured = connectTls({ socket, host, ...servername, rejectUnauthorized: verify });
      replies = [];
      reader = replyReader();
      await settled(secured, 'secureConnect', timeout, 'the next hop failed to start tls').catch((cause: unknown) => {
        throw fail('the next hop failed to start tls', cause);
      });
      socket = secured;
      listen();
    },
    destroy() {
      fail('the connection was closed');
    },
  };
}

/** Waits for the one event that says a socket is ready. */
function settled(socket: Socket, event: 'connect' | 'secureConnect', timeout: number, message: string): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    const refuse = (cause?: Error): void => reject(new ConnectionLost(message, false, { cause }));
    socket.once(event, () => {
      socket.off('error', refuse);
      socket.off('close', refuse);
      resolve();
    });
    socket.once('error', refuse);
    socket.once('close', refuse);
  });
  return within(timeout, ready, () => {
    socket.destroy();
    throw new ConnectionLost(message);
  });
}
