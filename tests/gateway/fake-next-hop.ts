// A mail server on a real socket that records what it is given and misbehaves as told.
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export interface Transaction {
  readonly mail: string;
  readonly recipients: readonly string[];
  /** What came between DATA and the final dot, dots taken off. */
  readonly raw: Buffer;
}

export interface FakeNextHop {
  readonly port: number;
  readonly transactions: readonly Transaction[];
  /** Every command line, in order, over all connections. */
  readonly commands: readonly string[];
  behaviour: Behaviour;
  /** Closes every connection and stops listening; the port stays its own for `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export interface Behaviour {
  /** EHLO lines after the greeting. */
  extensions?: readonly string[];
  /** Replies other than 250, found by the start of the command line, e.g. `RCPT TO:<a@b>`. */
  replies?: Readonly<Record<string, string>>;
  /** Reply to the message, e.g. `452 4.2.2 full`. */
  onMessage?: string;
  /** The message is answered when this has resolved. */
  answerAfter?: Promise<void>;
  /** Takes connections and says nothing at all. */
  silent?: boolean;
  /** Hang up at this point. */
  drop?: 'at-data' | 'after-final-dot';
}

export const allExtensions = ['PIPELINING', 'SIZE 60000000', '8BITMIME', 'SMTPUTF8', 'DSN', 'CHUNKING'];

export async function fakeNextHop(behaviour: Behaviour = {}): Promise<FakeNextHop> {
  const transactions: Transaction[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const state = { behaviour, port: 0 };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    converse(socket, state, commands, transactions);
  });
  const up = (): Promise<void> => new Promise((resolve) => server.listen(state.port, '127.0.0.1', resolve));
  await up();
  state.port = (server.address() as AddressInfo).port;
  return {
    port: state.port,
    transactions,
    commands,
    get behaviour() {
      return state.behaviour;
    },
    set behaviour(next) {
      state.behaviour = next;
    },
    up,
    down: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function converse(
  socket: Socket,
  state: { readonly behaviour: Behaviour },
  commands: string[],
  transactions: Transaction[],
): void {
  if (state.behaviour.silent) return;
  let input = '';
  let mail = '';
  let recipients: string[] = [];
  let inData = false;
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  const endOfMessage = (content: string): void => {
    const { drop, onMessage = '250 2.0.0 taken', answerAfter } = state.behaviour;
    transactions.push({ mail, recipients, raw: Buffer.from(content.replace(/^\.\./gm, '.'), 'latin1') });
    [mail, recipients, inData] = ['', [], false];
    if (drop === 'after-final-dot') socket.destroy();
    else if (answerAfter === undefined) say(onMessage);
    else void answerAfter.then(() => say(onMessage));
  };
  const obey = (line: string): void => {
    const { extensions = allExtensions, replies = {}, drop } = state.behaviour;
    commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    const special = Object.entries(replies).find(([start]) => line.startsWith(start))?.[1];
    if (special === undefined && verb === 'MAIL') [mail, recipients] = [line, []];
    if (special === undefined && verb === 'RCPT') recipients.push(line);
    if (verb === 'RSET') [mail, recipients] = ['', []];
    if (verb === 'DATA' && drop === 'at-data') socket.destroy();
    inData = verb === 'DATA' && special === undefined;
    if (special !== undefined) say(special);
    else if (verb === 'EHLO') say(listed(['hop.example', ...extensions]));
    else if (verb === 'QUIT') socket.end('221 bye\r\n');
    else say(verb === 'DATA' ? '354 go on' : '250 2.0.0 ok');
  };
  socket.on('data', (chunk) => {
    input += chunk.toString('latin1');
    for (;;) {
      const end = inData ? endOfData(input) : input.indexOf('\r\n');
      if (end === -1) return;
      const text = input.slice(0, end);
      input = input.slice(end + (inData ? 3 : 2));
      if (inData) endOfMessage(text);
      else obey(text);
    }
  });
  say('220 hop.example');
}

function listed(lines: readonly string[]): string {
  return lines.map((text, at) => `250${at === lines.length - 1 ? ' ' : '-'}${text}`).join('\r\n');
}

/** Where the final dot stands; everything before it is the message. */
function endOfData(input: string): number {
  if (input.startsWith('.\r\n')) return 0;
  const at = input.indexOf('\r\n.\r\n');
  return at === -1 ? -1 : at + 2;
}
