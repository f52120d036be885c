// Offers mail to a gateway at a given rate, whatever it answers: each on a connection of its own, none of them twice.
import { connectSmtp, PeerRefused, standardTimeouts } from '../../adapters/smtp/smtp-client.ts';
import type { Reply } from '../../core/ports.ts';
import type { Mail } from '../send-mails/mails.ts';
import { type SentMail, sentMail } from '../send-mails/send-all.ts';

export interface Offering {
  readonly port: number;
  /** Mails a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Connections at once; what would be more is not offered, and counted. */
  readonly most: number;
}

export interface Offered {
  readonly sent: readonly SentMail[];
  readonly notOffered: number;
}

/** `told` hears of each answer. Resolves when the last one came. */
export async function offer(
  mails: () => Mail,
  { port, rate, seconds, most }: Offering,
  told: (sent: SentMail) => void,
): Promise<Offered> {
  const open = new Set<Promise<void>>();
  const sent: SentMail[] = [];
  const begun = performance.now();
  let due = 0;
  let notOffered = 0;
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - begun) / 1000) {
    for (; due < elapsed * rate; due++) {
      if (open.size >= most) {
        notOffered++;
        continue;
      }
      const one = offerOnce(mails(), port).then((answered) => {
        sent.push(answered);
        told(answered);
        open.delete(one);
      });
      open.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(open);
  return { sent, notOffered };
}

async function offerOnce(mail: Mail, port: number): Promise<SentMail> {
  const begun = performance.now();
  const reply = await answerTo(mail, port);
  const answers = new Map(mail.recipients.map((address) => [address, reply]));
  return sentMail({ mail, answers, tries: 1, ms: performance.now() - begun });
}

/** 421 when the connection broke before an answer: the sender has the mail still. */
async function answerTo({ mailFrom, recipients, raw }: Mail, port: number): Promise<Reply> {
  const peer = { host: '127.0.0.1', port, name: 'client.example', tls: 'never', timeouts: standardTimeouts } as const;
  try {
    const client = await connectSmtp(peer);
    try {
      const lines = [`MAIL FROM:<${mailFrom}>`, ...recipients.map((address) => `RCPT TO:<${address}>`)];
      const replies = await client.exchange(lines);
      return replies.find(({ code }) => code >= 300) ?? (await client.data(raw));
    } finally {
      void client.quit();
    }
  } catch (cause) {
    return cause instanceof PeerRefused ? cause.reply : { code: 421, text: 'the connection broke' };
  }
}

/** One mail after the other, over and over; each time as another message to somebody else. */
export function endless(mails: readonly Mail[]): () => Mail {
  let number = 0;
  return () => {
    const mail = mails[number++ % mails.length];
    if (mail === undefined) throw new Error('there is no mail to send');
    const raw = Buffer.concat([Buffer.from(`X-Load: ${number}\r\n`), mail.raw]);
    return { ...mail, raw, recipients: [`person-${number}@elsewhere.example`] };
  };
}
