// Files inside a text: uuencode (POSIX.1-2017), its base64 form, and BinHex 4.0 (RFC 1741).
import type { Budget } from '../limits.ts';
import { LimitReached } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';

const beginLine = /^begin(-base64)? [0-7]{3,4} (.{1,255})$/;

export const readUuencoded: Reader = (item, budget) => {
  const text = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength).toString('latin1');
  return {
    texts: [{ kind: 'body', region: '', text: textAround(text) }],
    facts: [],
    children: filesOf(text, budget),
    read: 'full',
  };
};

/** What a person would read before the first file. */
function textAround(text: string): string {
  const start = text.search(/^begin/m);
  return start < 0 ? text : text.slice(0, start);
}

function* filesOf(text: string, budget: Budget): Generator<Child> {
  let at = 0;
  let count = 0;
  for (const line of linesOf(text)) {
    if (line.start < at) continue;
    const begin = line.text.length <= 280 ? beginLine.exec(line.text) : null;
    if (begin === null) continue;
    budget.checkTime();
    if (++count > 1000) throw new LimitReached('too-many-parts');
    const end = endOf(text, line.end, begin[1] !== undefined);
    const encoded = text.slice(line.end, end);
    const content = begin[1] === undefined ? decodeUu(encoded) : Buffer.from(encoded, 'base64');
    budget.spendBytes(content.length);
    at = end;
    yield { name: begin[2] ?? 'file', role: 'entry', bytes: content };
  }
}

function* linesOf(text: string): Generator<{ start: number; end: number; text: string }> {
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    yield { start, end, text: text.slice(start, end).trimEnd() };
    start = end;
  }
}

function endOf(text: string, from: number, base64: boolean): number {
  const end = text.indexOf(base64 ? '\n====' : '\nend', Math.max(0, from - 1));
  return end < 0 ? text.length : end + 1;
}

/** A line is a length character, then groups of four characters for three bytes; a blank counts as zero, as a grave does. */
function decodeUu(encoded: string): Buffer {
  const out = Buffer.allocUnsafe(encoded.length);
  let length = 0;
  for (const { text } of linesOf(encoded)) {
    const wanted = (text.charCodeAt(0) - 32) & 63;
    if (text === '' || wanted === 0) continue;
    let written = 0;
    for (let i = 1; written < wanted && i < text.length; i += 4) {
      const [a, b, c, d] = [sixBits(text, i), sixBits(text, i + 1), sixBits(text, i + 2), sixBits(text, i + 3)];
      for (const byte of [(a << 2) | (b >> 4), (b << 4) | (c >> 2), (c << 6) | d]) {
        if (written < wanted) out[length + written++] = byte & 255;
      }
    }
    length += written;
  }
  return out.subarray(0, length);
}

function sixBits(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return Number.isNaN(code) ? 0 : (code - 32) & 63;
}

const binhexAlphabet = '!"#$%&\'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr';

export const readBinhex: Reader = (item, budget) => {
  const text = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength).toString('latin1');
  const start = text.indexOf(':', text.search(/binhex/i));
  const end = text.indexOf(':', start + 1);
  if (start < 0) throw new Error('no BinHex data found; the file is damaged');
  const raw = expandRuns(decodeSixBits(text.slice(start + 1, end < 0 ? text.length : end)), budget);
  const nameLength = raw[0] ?? 0;
  const lengths = 1 + nameLength + 1 + 4 + 4 + 2;
  if (raw.length < lengths + 10) throw new Error('BinHex header is cut off; the file is damaged');
  const dataLength = raw.readUInt32BE(lengths);
  const dataStart = lengths + 8 + 2;
  const content = raw.subarray(dataStart, dataStart + dataLength);
  const child: Child = { name: raw.toString('latin1', 1, 1 + nameLength), role: 'entry', bytes: content };
  const whole = content.length === dataLength;
  return {
    texts: [],
    facts: [],
    children: [child],
    read: whole ? 'full' : 'partial',
    ...(whole ? {} : { why: 'corrupt' as const }),
  };
};

function decodeSixBits(text: string): Buffer {
  const values = new Int8Array(256).fill(-1);
  for (let i = 0; i < 64; i++) values[binhexAlphabet.charCodeAt(i)] = i;
  const out = Buffer.allocUnsafe(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const value = values[text.charCodeAt(i) & 255] ?? -1;
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[length++] = (held >> bits) & 255;
  }
  return out.subarray(0, length);
}

/** 0x90 n repeats the byte before it to n in all; 0x90 0 is the byte 0x90 itself. A byte becomes 255 at most. */
function expandRuns(packed: Buffer, budget: Budget): Buffer {
  const chunks: Buffer[] = [];
  let last = 0;
  let from = 0;
  for (let at = packed.indexOf(0x90); at >= 0; at = packed.indexOf(0x90, from)) {
    chunks.push(packed.subarray(from, at));
    if (at > from) last = packed[at - 1] ?? 0;
    const count = packed[at + 1] ?? 0;
    if (count === 0) last = 0x90;
    const repeats = count === 0 ? 1 : count - 1;
    budget.spendBytes(repeats);
    chunks.push(Buffer.alloc(repeats, last));
    from = at + 2;
  }
  chunks.push(packed.subarray(from));
  budget.spendBytes(packed.length);
  return Buffer.concat(chunks);
}
