// Speaks SMTP to the next hop (RFC 5321): greeting, EHLO, STARTTLS, commands, DATA. Replies are values, only a lost
// connection is an error.
import type { Reply } from '../../core/ports.ts';
import { type Extensions, noExtensions, parseExtensions } from './extensions.ts';
import { dotStuffed } from './message-lines.ts';
import { type PeerAccount, signInAtPeer } from './peer-sign-in.ts';
import { asReply, type LinedReply } from './reply-reader.ts';
import { ConnectionLost, openWire, type SmtpWire } from './smtp-wire.ts';

/** `offered`: encrypted when the peer can, to whoever it is · `required`: encrypted and the certificate verified, or not at all. */
export type TlsUse = 'never' | 'offered' | 'required';

/** Milliseconds. */
export interface SmtpTimeouts {
  readonly connect: number;
  readonly greeting: number;
  /** MAIL, RCPT, EHLO, RSET, STARTTLS. */
  readonly command: number;
  readonly dataStart: number;
  readonly dataBlock: number;
  readonly dataEnd: number;
}

/** RFC 5321 section 4.5.3.2. */
export const standardTimeouts: SmtpTimeouts = {
  connect: 30_000,
  greeting: 300_000,
  command: 300_000,
  dataStart: 120_000,
  dataBlock: 180_000,
  dataEnd: 600_000,
};

const finalDot = Buffer.from('.\r\n');

export interface SmtpPeer {
  readonly host: string;
  readonly port: number;
  /** What we call ourselves in EHLO. */
  readonly name: string;
  readonly tls: TlsUse;
  readonly timeouts: SmtpTimeouts;
  /** Given to the peer in every session; whoever configures it sees to it that the connection is encrypted. */
  readonly account?: PeerAccount;
}

export interface SmtpClient {
  readonly extensions: Extensions;
  /** False when the connection is gone or the peer spoke out of turn. */
  readonly usable: boolean;
  /** One reply for each line, in order; sent in one go when the peer offers PIPELINING. Rejects with ConnectionLost. */
  exchange(lines: readonly string[]): Promise<readonly Reply[]>;
  /**
   * DATA and the message. Answers the reply to DATA when that refused, else the one to the message. Rejects with
   * ConnectionLost, whose `afterFinalDot` says whether the peer may have taken the message.
   */
  data(raw: Uint8Array): Promise<Reply>;
  /** Says QUIT and closes; never rejects. */
  quit(): Promise<void>;
  destroy(): void;
}

/** The peer answered, but will not serve us. `reply` is what it said. */
export class PeerRefused extends Error {
  override readonly name = 'PeerRefused';
  readonly reply: Reply;
  constructor(message: string, reply: Reply) {
    super(message);
    this.reply = reply;
  }
}

/** Rejects with ConnectionLost or PeerRefused. */
export async function connectSmtp(peer: SmtpPeer): Promise<SmtpClient> {
  const wire = await openWire(peer.host, peer.port, peer.timeouts.connect);
  try {
    const extensions = await greet(wire, peer);
    if (peer.account !== undefined) await signIn(wire, peer, peer.account, extensions);
    return clientOver(wire, peer, extensions);
  } catch (cause) {
    wire.destroy();
    throw cause;
  }
}

async function greet(wire: SmtpWire, peer: SmtpPeer): Promise<Extensions> {
  const greeting = await wire.readReply(peer.timeouts.greeting);
  if (greeting.code !== 220) throw new PeerRefused('the next hop refused the session', asReply(greeting));
  const extensions = await sayHello(wire, peer);
  if (peer.tls === 'never') return extensions;
  if (!extensions.startTls) {
    if (peer.tls === 'offered') return extensions;
    throw new ConnectionLost('the next hop does not offer tls, which the configuration requires');
  }
  const ready = await ask(wire, 'STARTTLS', peer.timeouts.command);
  if (ready.code !== 220) {
    if (peer.tls === 'offered') return extensions;
    throw new PeerRefused('the next hop refused to start tls', asReply(ready));
  }
  await wire.encrypt(peer.host, peer.tls === 'required', peer.timeouts.command);
  // RFC 3207 section 4.2: what the peer said in clear is forgotten.
  return sayHello(wire, peer);
}

async function signIn(wire: SmtpWire, peer: SmtpPeer, account: PeerAccount, { auth }: Extensions): Promise<void> {
  const reply = await signInAtPeer(account, auth, (line) => ask(wire, line, peer.timeouts.command));
  if (reply === null) throw new ConnectionLost('the next hop offers no way to sign in that is known here');
  if (reply.code !== 235) throw new PeerRefused('the next hop refused the sign-in', asReply(reply));
}

async function sayHello(wire: SmtpWire, peer: SmtpPeer): Promise<Extensions> {
  const ehlo = await ask(wire, `EHLO ${peer.name}`, peer.timeouts.command);
  if (ehlo.code === 250) return parseExtensions(ehlo.lines);
  if (ehlo.code < 500) throw new PeerRefused('the next hop refused ehlo', asReply(ehlo));
  const helo = await ask(wire, `HELO ${peer.name}`, peer.timeouts.command);
  if (helo.code !== 250) throw new PeerRefused('the next hop refused helo', asReply(helo));
  return noExtensions;
}

async function ask(wire: SmtpWire, line: string, timeout: number): Promise<LinedReply> {
  await wire.write(`${line}\r\n`, timeout);
  return wire.readReply(timeout);
}

function clientOver(wire: SmtpWire, { timeouts }: SmtpPeer, extensions: Extensions): SmtpClient {
  return {
    extensions,
    get usable() {
      return wire.usable && !wire.unasked;
    },
    async exchange(lines) {
      if (lines.some(hasControlCharacter)) throw new TypeError('an smtp command must not contain control characters');
      const replies: Reply[] = [];
      if (extensions.pipelining) await wire.write(lines.map((line) => `${line}\r\n`).join(''), timeouts.command);
      for (const line of lines) {
        if (!extensions.pipelining) await wire.write(`${line}\r\n`, timeouts.command);
        replies.push(asReply(await wire.readReply(timeouts.command)));
      }
      return replies;
    },
    async data(raw) {
      const ready = await ask(wire, 'DATA', timeouts.dataStart);
      if (ready.code !== 354) {
        await ask(wire, 'RSET', timeouts.command);
        return asReply(ready);
      }
      let last: Buffer = Buffer.alloc(0);
      for (const block of dotStuffed(raw)) {
        if (last.length > 0) await wire.write(last, timeouts.dataBlock);
        last = block;
      }
      try {
        // With the final dot in one write: most messages are one block.
        await wire.write(Buffer.concat([last, finalDot]), timeouts.dataBlock);
        return asReply(await wire.readReply(timeouts.dataEnd));
      } catch (cause) {
        throw new ConnectionLost('the connection broke before the next hop answered the message', true, { cause });
      }
    },
    async quit() {
      try {
        if (wire.usable) await ask(wire, 'QUIT', Math.min(timeouts.command, 5_000));
      } catch {
        // The work is done; a peer that hangs up without a farewell changes nothing.
      }
      wire.destroy();
    },
    destroy: wire.destroy,
  };
}

function hasControlCharacter(line: string): boolean {
  for (const character of line) if (character < ' ' || character === '\x7f') return true;
  return false;
}
