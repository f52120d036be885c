// A client that speaks SMTP byte by byte, so that a test can break every rule.
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Dialog {
  /** Sends the line and resolves with the reply, lines joined by \n. */
  say(line: string): Promise<string>;
  /** Sends bytes as they are. */
  send(bytes: string | Uint8Array): void;
  /** The next reply. */
  reply(): Promise<string>;
  /** EHLO, MAIL, RCPT for each, DATA; resolves with the reply to DATA. */
  upToData(from: string, ...to: string[]): Promise<string>;
  /** `injected` is sent along in clear, in the same write. */
  startTls(injected?: string): Promise<void>;
  /** Cuts the connection. */
  hangUp(): void;
  readonly closed: Promise<void>;
}

/** `from` is any address of this machine, 127.0.0.2 for another client. */
export async function dialog(port: number, from = '127.0.0.1'): Promise<Dialog> {
  let socket: Socket = connect({ port, host: '127.0.0.1', localAddress: from });
  let buffer = '';
  const replies: string[] = [];
  const waiting: ((reply: string) => void)[] = [];
  let close = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const listen = (): void => {
    socket.on('data', (chunk) => {
      buffer += chunk.toString('utf8');
      for (
        let match = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(buffer);
        match;
        match = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(buffer)
      ) {
        buffer = buffer.slice(match[0].length);
        const reply = match[0].trimEnd().replaceAll('\r', '');
        const next = waiting.shift();
        if (next === undefined) replies.push(reply);
        else next(reply);
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      close();
      for (const next of waiting.splice(0)) next('closed');
    });
  };
  listen();
  const reply = (): Promise<string> => {
    const ready = replies.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (socket.destroyed) return Promise.resolve('closed');
    return new Promise((resolve) => waiting.push(resolve));
  };
  const say = (line: string): Promise<string> => {
    socket.write(`${line}\r\n`);
    return reply();
  };
  await reply();
  return {
    say,
    reply,
    closed,
    send: (bytes) => void socket.write(bytes),
    async upToData(from, ...to) {
      await say('EHLO client.example');
      await say(`MAIL FROM:<${from}>`);
      for (const address of to) await say(`RCPT TO:<${address}>`);
      return say('DATA');
    },
    async startTls(injected = '') {
      await say(`STARTTLS${injected === '' ? '' : `\r\n${injected}`}`);
      socket.removeAllListeners('data');
      const secured = connectTls({ socket, rejectUnauthorized: false });
      await new Promise<void>((resolve) => secured.once('secureConnect', resolve));
      socket = secured;
      listen();
    },
    hangUp: () => socket.destroy(),
  };
}
