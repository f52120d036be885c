// Hands mails to a server over several connections and keeps those it would not take yet, as a mail server's queue does.
import { createHash } from 'node:crypto';
import type { SmtpClient } from '../../adapters/smtp/smtp-client.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import type { Reply } from '../../core/ports.ts';
import { connect } from './connect.ts';
import type { Mail } from './mails.ts';

export interface SentMail {
  readonly file: string;
  /** Names the attempt in the gateway's ledger, but for its count. */
  readonly key: string;
  /** Hex SHA-256 and size of the bytes sent. */
  readonly sha256: string;
  readonly bytes: number;
  readonly tries: number;
  /** Milliseconds from MAIL to the last answer, in the try that settled it. */
  readonly ms: number;
  /** The last answer for each recipient; 4xx when it is still in the queue. */
  readonly answers: ReadonlyMap<string, Reply>;
}

export interface Sending {
  readonly port: number;
  readonly connections: number;
  readonly tries: number;
}

interface Queued {
  readonly mail: Mail;
  readonly answers: Map<string, Reply>;
  tries: number;
  ms: number;
  /** On the process's own clock. */
  due: number;
}

interface Queue {
  next(): Promise<Queued | null>;
  /** Back for a later try, or settled. */
  put(queued: Queued): void;
}

/** Milliseconds before a second try, doubled for each further one up to the longest. */
const firstPause = 500;
const longestPause = 10_000;

/** Resolves when every recipient has a final answer or the tries are used up. Results come in the order of settling. */
export async function sendAll(source: AsyncGenerator<Mail>, sending: Sending): Promise<readonly SentMail[]> {
  const sent: SentMail[] = [];
  const queue = queueOver(source, sending.tries, (queued) => {
    sent.push(sentMail(queued));
    if (sent.length % 500 === 0) process.stderr.write(`${sent.length} sent\n`);
  });
  await Promise.all(Array.from({ length: sending.connections }, () => work(queue, sending.port)));
  return sent;
}

function queueOver(source: AsyncGenerator<Mail>, tries: number, settle: (queued: Queued) => void): Queue {
  const deferred: Queued[] = [];
  let out = 0;
  let exhausted = false;
  return {
    async next() {
      for (;;) {
        const now = performance.now();
        const ready = deferred.findIndex(({ due }) => due <= now);
        const again = ready === -1 ? undefined : deferred.splice(ready, 1)[0];
        if (again !== undefined) {
          out++;
          return again;
        }
        if (!exhausted) {
          out++;
          const { value: mail, done } = await source.next();
          if (done !== true) return { mail, answers: new Map(), tries: 0, ms: 0, due: 0 };
          out--;
          exhausted = true;
        } else if (deferred.length === 0 && out === 0) return null;
        else await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    put(queued) {
      out--;
      if (openRecipients(queued).length === 0 || queued.tries >= tries) return settle(queued);
      queued.due = performance.now() + Math.min(longestPause, firstPause * 2 ** (queued.tries - 1));
      deferred.push(queued);
    },
  };
}

async function work(queue: Queue, port: number): Promise<void> {
  let client: SmtpClient | null = null;
  for (let queued = await queue.next(); queued !== null; queued = await queue.next()) {
    queued.tries++;
    const started = performance.now();
    try {
      if (client?.usable !== true) client = await connect(port);
      await tryOnce(client, queued);
    } catch (cause) {
      client?.destroy();
      client = null;
      const text = cause instanceof Error ? cause.message : 'the connection broke';
      for (const address of openRecipients(queued)) queued.answers.set(address, { code: 421, text });
    }
    queued.ms = performance.now() - started;
    queue.put(queued);
  }
  await client?.quit();
}

async function tryOnce(client: SmtpClient, { mail, answers, ...rest }: Queued): Promise<void> {
  const open = openRecipients({ mail, answers, ...rest });
  const body = client.extensions.eightBitMime && mail.raw.some((byte) => byte > 0x7f) ? ' BODY=8BITMIME' : '';
  const [toMail, ...toRecipients] = await client.exchange([
    `MAIL FROM:<${mail.mailFrom}>${body}`,
    ...open.map((address) => `RCPT TO:<${address}>`),
  ]);
  const taken: string[] = [];
  open.forEach((address, index) => {
    const reply = toMail === undefined || toMail.code >= 300 ? toMail : toRecipients[index];
    if (reply !== undefined) answers.set(address, reply);
    if (reply !== undefined && reply.code < 300) taken.push(address);
  });
  if (taken.length === 0) {
    await client.exchange(['RSET']);
    return;
  }
  // Until the message itself is answered nobody has taken it.
  for (const address of taken) answers.set(address, { code: 421, text: 'the message was not answered' });
  const reply = await client.data(mail.raw);
  for (const address of taken) answers.set(address, reply);
}

function openRecipients({ mail, answers }: Pick<Queued, 'mail' | 'answers'>): readonly string[] {
  return mail.recipients.filter((address) => {
    const code = answers.get(address)?.code ?? 0;
    return code === 0 || (code >= 400 && code < 500);
  });
}

export function sentMail({ mail, answers, tries, ms }: Omit<Queued, 'due'>): SentMail {
  return {
    file: mail.file,
    key: attemptKey(mail.mailFrom, mail.raw),
    sha256: createHash('sha256').update(mail.raw).digest('hex'),
    bytes: mail.raw.length,
    tries,
    ms,
    answers,
  };
}
