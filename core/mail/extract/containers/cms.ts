// S/MIME content (CMS, RFC 5652): what was only signed is readable, what was enveloped is not ours to open.
import type { Child, Reader, ReadResult } from '../reader.ts';

const oidPrefix = Buffer.from('06092a864886f70d0107', 'hex');
const data = 1;
const signedData = 2;
const enveloped = new Set([3, 4, 6]); // enveloped, signed and enveloped, encrypted

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

export const readCms: Reader = (item) => {
  const bytes = fromArmour(Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength));
  const at = bytes.subarray(0, 64).indexOf(oidPrefix);
  if (at < 0) return { texts: [], facts: [], read: 'none', why: 'end-to-end' };
  const kind = bytes[at + oidPrefix.length] ?? 0;
  if (kind === signedData) return readSigned(bytes, at + oidPrefix.length + 1);
  // RFC 5083 authenticated-enveloped and RFC 3274 compressed data have other OIDs and count as not readable.
  return { texts: [], facts: enveloped.has(kind) ? ['cms-enveloped'] : [], read: 'none', why: 'end-to-end' };
};

/** PEM (RFC 7468) around the same structure. */
function fromArmour(bytes: Buffer): Buffer {
  if (bytes[0] === 0x30) return bytes;
  const body = bytes.toString('latin1').replace(/-----[A-Z0-9 ]{1,60}-----/g, '');
  return Buffer.from(body, 'base64');
}

/** encapContentInfo holds the signed content, or nothing when the signature stands beside it. */
function readSigned(bytes: Buffer, from: number): ReadResult {
  const at = bytes.indexOf(oidPrefix, from);
  const none: ReadResult = { texts: [], facts: ['cms-signed'], read: 'full' };
  if (at < 0 || bytes[at + oidPrefix.length] !== data) return none;
  const explicit = readElement(bytes, at + oidPrefix.length + 1);
  if (explicit === null || explicit.tag !== 0xa0) return none;
  const chunks: Buffer[] = [];
  collectOctets(bytes, explicit.start, explicit.end, chunks, 0);
  const content = Buffer.concat(chunks);
  if (content.length === 0) return none;
  const child: Child = { name: 'signed-content', role: 'embedded', bytes: content };
  return { ...none, children: [child] };
}

/** Definite and indefinite lengths (X.690 section 8.1.3); `end` of an indefinite one is the end of the file. */
function readElement(bytes: Buffer, at: number): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  if (first === 0x80) return { tag, start: at + 2, end: bytes.length };
  if (first < 0x80) return { tag, start: at + 2, end: Math.min(bytes.length, at + 2 + first) };
  const count = first & 0x7f;
  if (count > 6 || at + 2 + count > bytes.length) return null;
  const start = at + 2 + count;
  return { tag, start, end: Math.min(bytes.length, start + bytes.readUIntBE(at + 2, count)) };
}

/** Octet strings may be built of octet strings. Stops at the end-of-contents mark or at anything else. */
function collectOctets(bytes: Buffer, from: number, end: number, into: Buffer[], depth: number): number {
  let at = from;
  while (at < end && depth < 8) {
    const element = readElement(bytes, at);
    if (element === null) return end;
    if (element.tag === 0x04) {
      into.push(bytes.subarray(element.start, element.end));
      at = element.end;
    } else if (element.tag === 0x24) {
      at = collectOctets(bytes, element.start, element.end, into, depth + 1);
    } else return element.tag === 0 ? element.start : end;
  }
  return at;
}
