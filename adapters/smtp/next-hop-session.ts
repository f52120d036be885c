// Passes one client's MAIL and RCPT through to the next hop, and delivers per group of recipients afterwards.
import type { EnvelopeRecipient, MailParameters } from '../../core/model/envelope.ts';
import type { OutgoingMail, Relay, Reply } from '../../core/ports.ts';
import { beyondPeer, mailLine, recipientLine } from './extensions.ts';
import { hasBareLineBreak } from './message-lines.ts';
import { awayReply, isAccepted, type NextHopSession } from './next-hop.ts';
import { connectSmtp, PeerRefused, type SmtpClient, type SmtpPeer } from './smtp-client.ts';
import { ConnectionLost } from './smtp-wire.ts';

/** What the next hop accepted since MAIL. */
interface Transaction {
  readonly client: SmtpClient;
  readonly mailFrom: string;
  readonly parameters: MailParameters;
  readonly accepted: EnvelopeRecipient[];
}

const bareLineBreak: Reply = { code: 554, text: '5.6.11 the message has a bare carriage return or line feed' };

export function nextHopSession(peer: SmtpPeer): NextHopSession {
  const inTurn = oneAfterAnother();
  let client: SmtpClient | null = null;
  let open: Transaction | null = null;

  /** Rejects with ConnectionLost or PeerRefused. */
  const connected = async (): Promise<SmtpClient> => {
    if (client?.usable) return client;
    client?.destroy();
    client = await connectSmtp(peer);
    return client;
  };
  const reset = async (): Promise<void> => {
    const transaction = open;
    open = null;
    if (transaction === null || !transaction.client.usable) return;
    const [reply] = await transaction.client.exchange(['RSET']).catch(() => []);
    if (reply?.code !== 250) transaction.client.destroy();
  };
  const matches = (mail: OutgoingMail): Transaction | null =>
    open?.client.usable && isSameTransaction(open, mail) ? open : null;

  const transact = async (mail: OutgoingMail): Promise<ReadonlyMap<string, Reply>> => {
    const transaction = matches(mail);
    if (transaction !== null) {
      open = null;
      return forAll(mail.recipients, await transaction.client.data(mail.raw));
    }
    await reset();
    return freshTransaction(await connected(), mail);
  };
  /** Rejects only when nobody knows whether the message was taken. */
  const transactTwice = async (mail: OutgoingMail): Promise<ReadonlyMap<string, Reply>> => {
    try {
      return await transact(mail);
    } catch (cause) {
      if (mayHaveBeenTaken(cause)) throw cause;
    }
    // Nothing was taken: a connection that idled away while the message was scanned is worth a second one.
    open = null;
    return transact(mail).catch((cause: unknown) => {
      if (mayHaveBeenTaken(cause)) throw cause;
      return forAll(mail.recipients, unreachable(cause));
    });
  };
  const mail = async (mailFrom: string, parameters: MailParameters): Promise<Reply> => {
    try {
      await reset();
      const peerClient = await connected();
      const beyond = beyondPeer(parameters, peerClient.extensions);
      if (beyond !== null) return beyond;
      const reply = await one(peerClient, mailLine(mailFrom, parameters, null, peerClient.extensions));
      if (isAccepted(reply)) open = { client: peerClient, mailFrom, parameters, accepted: [] };
      return reply;
    } catch (cause) {
      return unreachable(cause);
    }
  };
  const recipient = async (wanted: EnvelopeRecipient): Promise<Reply> => {
    if (open === null || !open.client.usable) return awayReply;
    try {
      const reply = await one(open.client, recipientLine(wanted, open.client.extensions));
      if (isAccepted(reply)) open.accepted.push(wanted);
      return reply;
    } catch (cause) {
      return unreachable(cause);
    }
  };
  const relay: Relay = {
    deliver(mail) {
      if (hasBareLineBreak(mail.raw)) return Promise.resolve(forAll(mail.recipients, bareLineBreak));
      return inTurn(() => transactTwice(mail));
    },
  };

  return {
    relay,
    mail: (mailFrom, parameters) => inTurn(() => mail(mailFrom, parameters)),
    recipient: (wanted) => inTurn(() => recipient(wanted)),
    close: () =>
      inTurn(async () => {
        open = null;
        await client?.quit();
        client = null;
      }),
  };
}

/** One connection holds one conversation: what is asked of it meanwhile waits. */
function oneAfterAnother(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** MAIL, every RCPT and DATA for one group. Rejects with ConnectionLost. */
async function freshTransaction(client: SmtpClient, mail: OutgoingMail): Promise<ReadonlyMap<string, Reply>> {
  const { extensions } = client;
  const beyond = beyondPeer(mail.parameters, extensions);
  if (beyond !== null) return forAll(mail.recipients, beyond);
  const lines = [
    mailLine(mail.mailFrom, mail.parameters, mail.raw.length, extensions),
    ...mail.recipients.map((recipient) => recipientLine(recipient, extensions)),
  ];
  const [sender = awayReply, ...answers] = await exchangeUntilRefused(client, lines);
  if (!isAccepted(sender)) {
    await client.exchange(['RSET']);
    return forAll(mail.recipients, sender);
  }
  const replies = new Map(mail.recipients.map(({ address }, index) => [address, answers[index] ?? awayReply]));
  if (![...replies.values()].some(isAccepted)) {
    await client.exchange(['RSET']);
    return replies;
  }
  const reply = await client.data(mail.raw);
  return new Map([...replies].map(([address, answer]) => [address, isAccepted(answer) ? reply : answer]));
}

/** Without PIPELINING there is no use in naming recipients after MAIL was refused. */
async function exchangeUntilRefused(client: SmtpClient, lines: readonly string[]): Promise<readonly Reply[]> {
  if (client.extensions.pipelining) return client.exchange(lines);
  const first = await client.exchange(lines.slice(0, 1));
  return first[0] !== undefined && isAccepted(first[0])
    ? [...first, ...(await client.exchange(lines.slice(1)))]
    : first;
}

async function one(client: SmtpClient, line: string): Promise<Reply> {
  const [reply = awayReply] = await client.exchange([line]);
  return reply;
}

function isSameTransaction(transaction: Transaction, mail: OutgoingMail): boolean {
  const wanted = new Set(mail.recipients.map(({ address }) => address));
  const accepted = new Set(transaction.accepted.map(({ address }) => address));
  return transaction.mailFrom === mail.mailFrom && wanted.size === accepted.size && wanted.isSubsetOf(accepted);
}

function forAll(recipients: readonly EnvelopeRecipient[], reply: Reply): ReadonlyMap<string, Reply> {
  return new Map(recipients.map(({ address }) => [address, reply]));
}

function mayHaveBeenTaken(cause: unknown): boolean {
  if (cause instanceof PeerRefused) return false;
  return !(cause instanceof ConnectionLost) || cause.afterFinalDot;
}

/** The next hop that is away, busy or misconfigured is never a reason to refuse mail for good. */
function unreachable(cause: unknown): Reply {
  return cause instanceof PeerRefused && cause.reply.code < 500 ? { code: 451, text: cause.reply.text } : awayReply;
}
