// Hands mails to a mail server of the run, over connections that stay: the same client for each of them.
import type { SmtpClient } from '../../../adapters/smtp/smtp-client.ts';
import { connect } from '../../send-mails/connect.ts';
import type { RunningPeer } from './peer.ts';

export interface SmtpScan extends Pick<RunningPeer, 'scan'> {
  /** Mails answered 250. */
  readonly accepted: () => number;
  close(): Promise<void>;
}

interface Opening {
  /** Said on each connection, after EHLO. */
  readonly opening?: readonly string[];
  /** Mails at a time: further ones wait. */
  readonly most?: number;
}

export function smtpScan(port: number, { opening = [], most = Number.POSITIVE_INFINITY }: Opening = {}): SmtpScan {
  const idle: SmtpClient[] = [];
  const waiting: (() => void)[] = [];
  let [sent, accepted, underWay] = [0, 0, 0];
  const connected = async () => {
    const client = await connect(port);
    try {
      for (const line of opening) await client.exchange([line]);
    } catch (cause) {
      client.destroy();
      throw cause;
    }
    return client;
  };
  const handed = async (raw: Buffer, client: SmtpClient) => {
    sent++;
    const commands = [`MAIL FROM:<writer${sent}@elsewhere.example>`, 'RCPT TO:<desk@agency.example>'];
    const replies = await client.exchange(commands);
    const { code } = replies.every((reply) => reply.code < 300)
      ? await client.data(raw)
      : (replies.at(-1) ?? { code: 0 });
    // A refusal is a judgement too: an unsafe mail for one recipient is held, an unfit one refused.
    if (code === 0 || (code >= 400 && code < 500)) throw new Error(`the mail server answered ${code}`);
    if (code === 250) accepted++;
  };
  const handOver = async (raw: Buffer) => {
    const client = idle.pop() ?? (await connected());
    try {
      await handed(raw, client);
    } catch (cause) {
      client.destroy();
      throw cause;
    }
    if (client.usable) idle.push(client);
    else client.destroy();
  };
  return {
    accepted: () => accepted,
    async scan(raw) {
      if (underWay < most) underWay++;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        await handOver(raw);
      } finally {
        const next = waiting.shift();
        if (next === undefined) underWay--;
        else next();
      }
    },
    close: async () => {
      for (const client of idle) await client.quit();
    },
  };
}
