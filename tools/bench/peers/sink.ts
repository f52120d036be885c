// The mail server behind the gateway, in a process of its own: takes everything and throws it away.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Child, startChild } from './child.ts';

export interface Sink extends Child {
  /** Resolves when so many messages came in all; rejects after two minutes. */
  took(count: number): Promise<void>;
}

/** Milliseconds. */
const [lookEvery, longestWait] = [20, 120_000];

export async function startSink(): Promise<Sink> {
  const child = await startChild(import.meta.url);
  return {
    ...child,
    async took(count) {
      for (const until = Date.now() + longestWait; Date.now() < until; await pause(lookEvery))
        if (Number(await child.ask()) >= count) return;
      throw new Error('what was taken was not handed on in time');
    },
  };
}

let messages = 0;
const endOfMessage = Buffer.from('\r\n.\r\n');

/** Only as much SMTP as the gateway's own client speaks; commands may come several at once (RFC 2920). */
function serve(socket: Socket): void {
  let inMessage = false;
  let rest = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const ending = inMessage ? endOfMessage : '\r\n';
      const end = rest.indexOf(ending);
      if (end === -1) break;
      if (inMessage) messages++;
      const line = inMessage ? '.' : rest.toString('latin1', 0, end);
      rest = rest.subarray(end + ending.length);
      inMessage = line === 'DATA';
      socket.write(replyTo(line));
    }
    // All that can still be part of an ending.
    if (inMessage) rest = rest.subarray(Math.max(0, rest.length - endOfMessage.length));
  });
  socket.write('220 sink.example\r\n');
}

function replyTo(line: string): string {
  if (line.startsWith('EHLO')) return '250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE\r\n';
  return line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n';
}

if (process.send !== undefined && import.meta.main) {
  process.on('disconnect', () => process.exit(0));
  process.on('message', () => process.send?.(messages));
  const server = createServer(serve).listen(0, '127.0.0.1', () =>
    process.send?.((server.address() as AddressInfo).port),
  );
}
