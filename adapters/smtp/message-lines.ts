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
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let start = 0; start < bytes.length; start += blockSize) {
    const block = bytes.subarray(start, start + blockSize);
    const atLineStart = start === 0 || bytes[start - 1] === lf;
    yield hasDotToDouble(block, atLineStart) ? withDotsDoubled(block, atLineStart) : block;
  }
  if (bytes.length > 0 && bytes.at(-1) !== lf) yield Buffer.from('\r\n');
}

function hasDotToDouble(block: Buffer, atLineStart: boolean): boolean {
  return (atLineStart && block[0] === dot) || block.includes('\n.');
}

function withDotsDoubled(block: Buffer, startsLine: boolean): Buffer {
  // Every byte could be a dot on a line of its own, at worst every third.
  const out = Buffer.allocUnsafe(block.length * 2);
  let atLineStart = startsLine;
  let length = 0;
  for (const byte of block) {
    if (atLineStart && byte === dot) out[length++] = dot;
    out[length++] = byte;
    atLineStart = byte === lf;
  }
  return out.subarray(0, length);
}
