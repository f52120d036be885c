// Walks the header of a raw message without parsing it: for trace fields, before and after a scan.
import type { ByteSpan } from './message.ts';

/** Byte ranges of the header fields, continuation lines included, up to the empty line. */
export function* headerFields(bytes: Buffer): Generator<ByteSpan> {
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    const lineEnd = bytes.indexOf(0x0a, at);
    const next = lineEnd === -1 ? bytes.length : lineEnd + 1;
    const first = bytes[at];
    const continues = first === 0x20 || first === 0x09;
    if (!continues && at > start) {
      yield { start, end: at };
      start = at;
    }
    if (first === 0x0a || (first === 0x0d && bytes[at + 1] === 0x0a)) return;
    at = next;
  }
  if (start < bytes.length) yield { start, end: bytes.length };
}
