// Under whose name the mail of an hour is counted.
import { createHash } from 'node:crypto';
import type { Envelope } from '../../model/envelope.ts';
import { normal, partsOf } from '../decide/address.ts';

/** A mail server sends for so many; two senders may share a record, but made-up senders never fill the ledger. */
const senderRecords = 4096;

export interface SendingAccount {
  /** Key of its record in the ledger. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
}

/**
 * Who signed in; where one account or a trusted network sends for many, each sender by its MAIL FROM. Null for the null
 * sender, who is nobody: reports of mail servers. `sendsForMany` is asked about a user name.
 */
export function sendingAccount(
  { client, mailFrom }: Pick<Envelope, 'client' | 'mailFrom'>,
  sendsForMany: (user: string) => boolean,
): SendingAccount | null {
  if (client.user !== undefined && !sendsForMany(client.user)) {
    const name = normal(client.user).slice(0, 300);
    return { id: name, name };
  }
  if (mailFrom === '') return null;
  const name = senderOf(mailFrom).slice(0, 300);
  return { id: `sender ${createHash('sha256').update(name).digest().readUInt16BE(0) % senderRecords}`, name };
}

/**
 * The mailbox that writes, without what a program adds for each message or recipient: sub-addresses (RFC 5233), VERP
 * (`news-jane=elsewhere.example@…`) and signed return paths (BATV, `prvs=1234567890=jane@…`).
 */
function senderOf(mailFrom: string): string {
  const { local, domain } = partsOf(mailFrom);
  const signed = /^(?:prvs|btv1)={1,2}[^=/]{1,64}[=/](.+)$/i.exec(local.slice(0, 320));
  const plain = (signed?.[1] ?? local).toLowerCase();
  const untagged = plain.split('+', 1)[0] || plain;
  const each = untagged.includes('=') ? (untagged.split(/[-=]/, 1)[0] ?? '') : untagged;
  return `${each || untagged}@${domain}`;
}
