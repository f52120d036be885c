// The bytes of a message as SMTP carries them: line breaks checked, leading dots doubled (RFC 5321 sections 2.3.8 and 4.5.2).

const cr = 0x0d;
const lf = 0x0a;
const dot = 0x2e;
const blockSize = 64 * 1024;

/**
 * A CR without its LF or the other way round. Two servers may split such a message differently, which smuggles a second
 * one past the first.
 */
export function hasBareLineBreak(raw: Uint8Array): boolean {
  for (let at = raw.indexOf(lf); at !== -1; at = raw.indexOf(lf, at + 1)) if (raw[at - 1] !== cr) return true;
  for (let at = raw.indexOf(cr); at !== -1; at = raw.indexOf(cr, at + 1)) if (raw[at + 1] !== lf) return true;
  return false;
}

/** The message in blocks of at most 64 KB or so, dots doubled, a last CRLF added if missing, without the final dot. */
export function* dotStuffed(raw: Uint8Array): Generator<Buffer> {
  let atLineStart = true;
  for (let start = 0; start < raw.length; start += blockSize) {
    const block = raw.subarray(start, start + blockSize);
    // Every byte could be a dot on a line of its own, at worst every third.
    const out = Buffer.allocUnsafe(block.length * 2);
    let length = 0;
    for (const byte of block) {
      if (atLineStart && byte === dot) out[length++] = dot;
      out[length++] = byte;
      atLineStart = byte === lf;
    }
    yield out.subarray(0, length);
  }
  if (raw.length > 0 && !atLineStart) yield Buffer.from('\r\n');
}
