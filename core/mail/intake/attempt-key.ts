// Names one try of a client to hand over one message (DESIGN section 7a).
import { createHash } from 'node:crypto';

/** Hex SHA-256 over MAIL FROM, a NUL (which no address contains) and the raw bytes before any field of ours. */
export function attemptKey(mailFrom: string, raw: Uint8Array): string {
  return createHash('sha256').update(mailFrom, 'utf8').update('\0').update(raw).digest('hex');
}
