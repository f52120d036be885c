// One client's session: passes MAIL and RCPT to the next hop, takes the message in, and asks the door what becomes of it.
import type { Readable } from 'node:stream';
import type { Extensions } from '../../adapters/smtp/extensions.ts';
import { hasBareLineBreak } from '../../adapters/smtp/message-lines.ts';
import { isAccepted, type NextHopSession } from '../../adapters/smtp/next-hop.ts';
import { within } from '../../adapters/within.ts';
import type { Client, EnvelopeRecipient, MailParameters } from '../../core/model/envelope.ts';
import type { Reply } from '../../core/ports.ts';
import { readMail, readRecipient } from './command-line.ts';
import type { Answer, AnsweredAttempt, Arrival, Door } from './door.ts';
import type { SmtpLimits } from './limits.ts';
import { isLooping } from './mail-loop.ts';
import { type MemoryBudget, takeIn } from './message-intake.ts';
import { type Pace, pace } from './pace.ts';

export interface SessionSurroundings {
  readonly direction: 'inbound' | 'outbound';
  readonly hop: NextHopSession;
  readonly door: Door;
  readonly limits: SmtpLimits;
  readonly budget: MemoryBudget;
  /** Name of this installation in our Received fields. */
  readonly trace: string;
  /** What clients of this listener are offered now. */
  offered(): Extensions;
  isOurs(address: string): boolean;
  /** May this client hand over mail at all? Asked at MAIL, when it had the chance to sign in. */
  mayRelay(): boolean;
  /** Whether it may do so under this address of ours: whoever signed in only as themselves. */
  maySendAs(address: string): boolean;
  client(): Client;
  /** Bytes that came in over the connection so far. */
  bytesRead(): number;
  /** Ends the connection with a 421. */
  dismiss(text: string): void;
}

export interface ClientSession extends Pick<Pace, 'idleFor' | 'stalledFor'> {
  /** Every command line, before it is dealt with. */
  heard(line: string): void;
  mail(): Promise<Reply>;
  recipient(): Promise<Reply>;
  /** Rejects when the client went away before the message was complete. */
  message(content: Readable): Promise<Answer>;
  /** The answer was written to the client. */
  answered(attempt: AnsweredAttempt | null): void;
  /** After the connection closed. Lets a delivery finish first. */
  close(): Promise<void>;
}

interface OpenEnvelope {
  readonly mailFrom: string;
  readonly parameters: MailParameters;
  readonly recipients: EnvelopeRecipient[];
}

/** Commands without a message, beyond one for each recipient: who needs more probes for addresses, or wastes our time. */
const spareCommands = 100;
const ok: Reply = { code: 250, text: '2.1.0 ok' };
const replies = {
  signInFirst: { code: 530, text: '5.7.0 sign in first' },
  foreignSender: { code: 550, text: '5.7.1 the sender is not of this organisation' },
  othersAddress: { code: 550, text: '5.7.1 this account may not send as that address' },
  foreignRecipient: { code: 550, text: '5.7.1 the recipient is not of this organisation' },
  tooManyRecipients: { code: 452, text: '4.5.3 too many recipients' },
  noMemory: { code: 452, text: '4.3.1 too much mail is being dealt with now, please try again later' },
  tooLarge: { code: 552, text: '5.3.4 the message is too large' },
  bareLineBreak: { code: 550, text: '5.6.11 the message has a bare carriage return or line feed' },
  loop: { code: 554, text: '5.4.6 the message goes round in circles' },
  slow: { code: 451, text: '4.3.0 the message could not be dealt with in time, please try again later' },
  mailFirst: { code: 503, text: '5.5.1 send mail first' },
} as const satisfies Record<string, Reply>;

export function clientSession(around: SessionSurroundings): ClientSession {
  let line = '';
  let open: OpenEnvelope | null = null;
  let unconfirmed: { readonly attempt: AnsweredAttempt; readonly bytesRead: number }[] = [];
  let working: Promise<unknown> | null = null;
  let commands = 0;
  const { progressed, waits, idleFor, stalledFor } = pace(around.bytesRead);

  const isFull = (envelope: OpenEnvelope | null): boolean =>
    envelope !== null && envelope.recipients.length >= around.limits.recipients;
  const mail = async (): Promise<Reply> => {
    open = null;
    const command = readMail(line, around.offered());
    if ('code' in command) return command;
    const { mailFrom, parameters, size } = command;
    const refusal = refuseSender(mailFrom, size, around);
    if (refusal !== null) return refusal;
    const reply = await waits(around.hop.mail(mailFrom, parameters));
    if (!isAccepted(reply)) return reply;
    open = { mailFrom, parameters, recipients: [] };
    progressed();
    return reply;
  };
  const recipient = async (): Promise<Reply> => {
    const envelope = open;
    if (envelope === null) return replies.mailFirst;
    const wanted = readRecipient(line, around.offered(), envelope.parameters.smtputf8 === true);
    if ('code' in wanted) return wanted;
    if (refusesRecipient(wanted.address, around)) return replies.foreignRecipient;
    if (envelope.recipients.some(({ address }) => address === wanted.address)) return ok;
    if (isFull(envelope)) return replies.tooManyRecipients;
    const reply = await waits(around.hop.recipient(wanted));
    if (isAccepted(reply)) envelope.recipients.push(wanted);
    return reply;
  };
  /** Never rejects; memory is given back when the door is done, even if that is after the client was answered. */
  const ask = async (arrival: Arrival, done: () => void): Promise<Answer> => {
    const failed = (): Answer => ({ reply: replies.slow, attempt: null });
    const received: Promise<Answer> = waits(around.door.receive(arrival, around.hop.relay).catch(failed)).finally(
      () => {
        done();
        if (working === received) working = null;
      },
    );
    working = received;
    return within(around.limits.answerTimeout, received, failed);
  };

  return {
    mail,
    recipient,
    heard(commandLine) {
      line = commandLine;
      // With too many recipients each more is refused, and the message goes to the others (RFC 5321 section 4.5.3.1.10).
      if (!(isFull(open) && /^rcpt\b/i.test(line))) commands++;
      // A long list on its way to a message may have as many that are refused.
      const lists = open !== null && open.recipients.length > 0 ? 2 : 1;
      if (commands > lists * around.limits.recipients + spareCommands)
        around.dismiss('4.7.0 too many commands, no message');
      // A command that was sent along with the message (RFC 2920) came before our answer and proves nothing.
      const taken = unconfirmed.filter(({ bytesRead }) => around.bytesRead() > bytesRead);
      unconfirmed = unconfirmed.filter((answer) => !taken.includes(answer));
      for (const { attempt } of taken) void around.door.conclude(attempt).catch(() => undefined);
    },
    async message(content) {
      const envelope = open;
      open = null;
      commands = 0;
      const intake = await takeIn(content, around.limits.messageBytes, around.budget);
      progressed();
      if (intake.state === 'too-large') return { reply: replies.tooLarge, attempt: null };
      if (intake.state === 'no-memory') return { reply: replies.noMemory, attempt: null };
      const refusal = envelope === null ? replies.mailFirst : refuseContent(intake.raw, around.trace);
      if (refusal !== null || envelope === null) {
        intake.done();
        return { reply: refusal ?? replies.mailFirst, attempt: null };
      }
      const arrival = {
        direction: around.direction,
        envelope: { ...envelope, client: around.client() },
        raw: intake.raw,
      };
      return ask(arrival, intake.done);
    },
    answered(attempt) {
      progressed();
      if (attempt !== null) unconfirmed.push({ attempt, bytesRead: around.bytesRead() });
    },
    idleFor,
    stalledFor,
    async close() {
      await working;
      await around.hop.close();
    },
  };
}

function refuseSender(mailFrom: string, size: number, around: SessionSurroundings): Reply | null {
  if (!around.mayRelay()) return replies.signInFirst;
  if (around.direction === 'outbound' && mailFrom !== '' && !around.isOurs(mailFrom)) return replies.foreignSender;
  if (mailFrom !== '' && !around.maySendAs(mailFrom)) return replies.othersAddress;
  if (size > around.limits.messageBytes) return replies.tooLarge;
  return around.budget.full || size > around.budget.free ? replies.noMemory : null;
}

function refusesRecipient(address: string, around: SessionSurroundings): boolean {
  if (around.direction === 'outbound') return false;
  // RFC 5321 section 4.5.1: the postmaster without a domain is always taken.
  return address.toLowerCase() !== 'postmaster' && !around.isOurs(address);
}

function refuseContent(raw: Uint8Array, trace: string): Reply | null {
  if (hasBareLineBreak(raw)) return replies.bareLineBreak;
  return isLooping(raw, trace) ? replies.loop : null;
}
