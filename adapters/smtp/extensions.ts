// What an SMTP peer says it can do (EHLO), and the MAIL and RCPT lines that use no more than that.
import type { EnvelopeRecipient, MailParameters } from '../../core/model/envelope.ts';
import type { Reply } from '../../core/ports.ts';

export interface Extensions {
  readonly pipelining: boolean;
  readonly eightBitMime: boolean;
  readonly smtpUtf8: boolean;
  readonly dsn: boolean;
  readonly startTls: boolean;
  /** Mechanisms of AUTH (RFC 4954), upper case. */
  readonly auth: readonly string[];
  /** Null when SIZE is not offered; 0 when it is, without a limit (RFC 1870 section 4). */
  readonly size: number | null;
}

export const noExtensions: Extensions = {
  pipelining: false,
  eightBitMime: false,
  smtpUtf8: false,
  dsn: false,
  startTls: false,
  auth: [],
  size: null,
};

/** Lines of a 250 reply to EHLO, the greeting line first. */
export function parseExtensions(lines: readonly string[]): Extensions {
  const offered = new Map<string, readonly string[]>();
  for (const line of lines.slice(1)) {
    const [keyword = '', ...parameters] = line.trim().toUpperCase().split(/ +/);
    offered.set(keyword, parameters);
  }
  const size = offered.get('SIZE');
  const limit = size?.[0] ?? '';
  return {
    pipelining: offered.has('PIPELINING'),
    eightBitMime: offered.has('8BITMIME'),
    smtpUtf8: offered.has('SMTPUTF8'),
    dsn: offered.has('DSN'),
    startTls: offered.has('STARTTLS'),
    auth: offered.get('AUTH') ?? [],
    size: size === undefined ? null : /^[0-9]{1,15}$/.test(limit) ? Number(limit) : 0,
  };
}

/** `bytes` is null while the size is not known yet. */
export function mailLine(mailFrom: string, parameters: MailParameters, bytes: number | null, peer: Extensions): string {
  const line = [`MAIL FROM:<${mailFrom}>`];
  if (bytes !== null && peer.size !== null) line.push(`SIZE=${bytes}`);
  if (parameters.body !== undefined && peer.eightBitMime) line.push(`BODY=${parameters.body}`);
  if (parameters.smtputf8 === true && peer.smtpUtf8) line.push('SMTPUTF8');
  if (parameters.ret !== undefined && peer.dsn) line.push(`RET=${parameters.ret}`);
  if (parameters.envelopeId !== undefined && peer.dsn) line.push(`ENVID=${parameters.envelopeId}`);
  return line.join(' ');
}

export function recipientLine(recipient: EnvelopeRecipient, peer: Extensions): string {
  const line = [`RCPT TO:<${recipient.address}>`];
  if (recipient.notify !== undefined && peer.dsn) line.push(`NOTIFY=${recipient.notify.join(',')}`);
  if (recipient.originalRecipient !== undefined && peer.dsn) line.push(`ORCPT=${recipient.originalRecipient}`);
  return line.join(' ');
}

/** Why this peer must not be given such mail, since it is never converted (RFC 6531 section 3.2, RFC 6152 section 3). */
export function beyondPeer(parameters: MailParameters, peer: Extensions): Reply | null {
  if (parameters.smtputf8 === true && !peer.smtpUtf8) {
    return { code: 550, text: '5.6.7 the next mail server does not take internationalised addresses' };
  }
  if (parameters.body === '8BITMIME' && !peer.eightBitMime) {
    return { code: 554, text: '5.6.3 the next mail server does not take 8-bit mail' };
  }
  return null;
}
