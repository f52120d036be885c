// Tells a message that goes round in circles: too many hops, or it was here before (RFC 5321 section 6.3).

const mostHops = 50;
const lf = 0x0a;
const cr = 0x0d;

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

/** Byte ranges of the header fields with their continuation lines, up to the empty line. */
function* headerFields(bytes: Buffer): Generator<{ start: number; end: number }> {
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at];
    const isContinuation = first === 0x20 || first === 0x09;
    if (!isContinuation && at > start) {
      yield { start, end: at };
      start = at;
    }
    if (first === lf || (first === cr && bytes[at + 1] === lf)) return;
    const lineEnd = bytes.indexOf(lf, at);
    at = lineEnd === -1 ? bytes.length : lineEnd + 1;
  }
  if (start < bytes.length) yield { start, end: bytes.length };
}
