// Tells a message that goes round in circles: too many hops, or it was here before (RFC 5321 section 6.3).
import { headerFields } from '../../core/model/header-fields.ts';

const mostHops = 50;

/**
 * True for more than 50 Received fields, or two that carry our own trace name. Once is allowed: mail that we relayed may
 * come back by way of a list or an archive.
 */
export function isLooping(raw: Uint8Array, trace: string): boolean {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const ours = `(Postern ${trace})`;
  let hops = 0;
  let passes = 0;
  for (const { start, end } of headerFields(bytes)) {
    if (bytes.toString('latin1', start, Math.min(end, start + 9)).toLowerCase() !== 'received:') continue;
    hops++;
    if (bytes.subarray(start, end).includes(ours)) passes++;
    if (hops > mostHops || passes > 1) return true;
  }
  return false;
}
