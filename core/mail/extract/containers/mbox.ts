// A box of messages, one after another, each behind a line that begins with `From ` (RFC 4155).
import type { Budget } from '../limits.ts';
import { LimitReached } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';

export const readMbox: Reader = (item, budget) => {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  return { texts: [], facts: [], children: messagesOf(bytes, budget), read: 'full' };
};

function* messagesOf(bytes: Buffer, budget: Budget): Generator<Child> {
  let number = 0;
  for (let at = 0; at < bytes.length; ) {
    budget.checkTime();
    if (++number > 10_000) throw new LimitReached('too-many-parts');
    const lineEnd = bytes.indexOf(0x0a, at);
    const start = isFromLine(bytes, at) && lineEnd >= 0 ? lineEnd + 1 : at;
    const end = nextMessage(bytes, start);
    const content = bytes.subarray(start, end);
    budget.spendBytes(content.length);
    if (content.length > 0)
      yield { name: `message-${number}.eml`, role: 'message', declaredType: 'message/rfc822', bytes: content };
    at = end;
  }
}

function isFromLine(bytes: Buffer, at: number): boolean {
  return bytes.toString('latin1', at, at + 5) === 'From ' || bytes.toString('latin1', at, at + 6) === '>From ';
}

/** Start of the next `From ` line that follows an empty line and is followed by something like a header field. */
function nextMessage(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf('\nFrom ', from); at >= 0; at = bytes.indexOf('\nFrom ', at + 6)) {
    const empty = at === 0 || bytes[at - 1] === 0x0a || (bytes[at - 1] === 0x0d && bytes[at - 2] === 0x0a);
    const lineEnd = bytes.indexOf(0x0a, at + 1);
    if (!empty || lineEnd < 0) continue;
    const next = bytes.toString('latin1', lineEnd + 1, lineEnd + 121);
    if (/^[!-9;-~]{1,80}:/.test(next) || next.startsWith('>From ')) return at + 1;
  }
  return bytes.length;
}
