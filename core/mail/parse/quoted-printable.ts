// Quoted-printable (RFC 2045 section 6.7), with a second reading where a `=` is followed by what it may not be.
import type { Decoded } from './decoded.ts';
import { CR, LF } from './lines.ts';

const EQUALS = 61;

function hex(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 65 && byte <= 70) return byte - 55;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

/** Offset behind a soft line break whose `=` stands at `at`, or -1. */
function softBreak(bytes: Buffer, at: number): number {
  let i = at + 1;
  while (bytes[i] === 32 || bytes[i] === 9) i++;
  if (bytes[i] === CR) i++;
  if (bytes[i] === LF) return i + 1;
  return i >= bytes.length ? bytes.length : -1;
}

interface Run {
  readonly content: Buffer;
  readonly odd: boolean;
}

function run(bytes: Buffer, dropBad: boolean): Run {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let odd = false;
  let lineStart = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === EQUALS) {
      const high = hex(bytes[i + 1]);
      const low = hex(bytes[i + 2]);
      if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low;
        i += 2;
        lineStart = length;
        continue;
      }
      const behind = softBreak(bytes, i);
      if (behind >= 0) {
        i = behind - 1;
        lineStart = length;
        continue;
      }
      odd = true;
      if (dropBad) continue;
    }
    if (byte === LF) {
      // Blanks at the end of a line were added on the way and do not count.
      let end = length;
      const cr = end > lineStart && out[end - 1] === CR;
      if (cr) end--;
      while (end > lineStart && (out[end - 1] === 32 || out[end - 1] === 9)) end--;
      length = end;
      if (cr) out[length++] = CR;
      out[length++] = LF;
      lineStart = length;
      continue;
    }
    out[length++] = byte;
  }
  return { content: out.subarray(0, length), odd };
}

/** A `=` that is no escape is kept as it stands, as most readers do; the other reading drops it. */
export function decodeQuotedPrintable(bytes: Buffer): Decoded {
  const usual = run(bytes, false);
  if (!usual.odd) return { content: usual.content, others: [], odd: null, unread: false };
  return { content: usual.content, others: [run(bytes, true).content], odd: 'odd-quoted-printable', unread: false };
}
