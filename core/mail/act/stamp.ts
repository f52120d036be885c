// Puts our trace fields on top of a message and takes forged ones out; every other byte stays (DESIGN section 7).
import type { Envelope } from '../../model/envelope.ts';
import { headerFields } from '../../model/header-fields.ts';
import { authservId } from './authserv-id.ts';

export interface Stamp {
  /** Our host name: authserv-id of RFC 8601 and the `by` of Received. */
  readonly hostname: string;
  /** Name of this installation, found again in a loop. */
  readonly trace: string;
  readonly id: string;
  readonly verdict: string;
  /** Authentication-Results value without the authserv-id, null when nothing was checked. */
  readonly authenticationResults: string | null;
  readonly envelope: Envelope;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Fields that only we may write: anybody else's are forged or stale (RFC 8601 section 5), and so is one that claims nobody. */
function isOurs(name: string, body: string, hostname: string): boolean {
  if (name.startsWith('postern-')) return true;
  if (name !== 'authentication-results') return false;
  const claimed = authservId(body);
  return claimed === null || claimed === hostname.toLowerCase();
}

/** Where a field's name and whose it is must stand; longer comments before it hide something. */
const longestStart = 16_384;

export function stamp(raw: Uint8Array, stamp: Stamp): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const kept: Buffer[] = [Buffer.from(fieldsOf(stamp), 'utf8')];
  // A first line that is folded would continue our last field: a sender could write results of its own into it.
  if (bytes[0] === 0x20 || bytes[0] === 0x09) kept.push(Buffer.from('Postern-Folded:\r\n'));
  let at = 0;
  for (const field of headerFields(bytes)) {
    const text = bytes.toString('latin1', field.start, Math.min(field.end, field.start + longestStart));
    const colon = text.indexOf(':');
    if (colon > 0 && isOurs(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1), stamp.hostname)) {
      kept.push(bytes.subarray(at, field.start));
      at = field.end;
    }
  }
  kept.push(bytes.subarray(at));
  return Buffer.concat(kept);
}

function fieldsOf({ hostname, trace, id, verdict, authenticationResults, envelope, at }: Stamp): string {
  const { client } = envelope;
  const protocol = `${envelope.parameters.smtputf8 ? 'UTF8SMTP' : 'ESMTP'}${client.tls ? 'S' : ''}${client.user === undefined ? '' : 'A'}`;
  const from = `${safe(client.helo) || 'unknown'} ([${addressLiteral(client.address)}])`;
  const lines = [
    `Received: from ${from}\r\n\tby ${hostname} (Postern ${trace}) with ${protocol} id ${id};\r\n\t${rfc5322Date(at)}`,
    `Postern-Verdict: ${verdict}`,
    ...(authenticationResults === null ? [] : [`Authentication-Results: ${hostname};\r\n\t${authenticationResults}`]),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** RFC 5321 section 4.1.3. */
function addressLiteral(address: string): string {
  return address.includes(':') ? `IPv6:${address}` : address;
}

/** What a client called itself is not to be trusted with line breaks or comments. */
function safe(name: string): string {
  return name.replace(/[^A-Za-z0-9.:_[\]-]/g, '').slice(0, 255);
}

/** RFC 5322 section 3.3, in UTC. */
export function rfc5322Date(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
