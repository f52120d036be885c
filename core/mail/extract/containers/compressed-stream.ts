// gzip, zlib and brotli: one compressed stream around one file.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { type Budget, LimitReached } from '../limits.ts';
import type { Child, Item, Reader, ReadResult } from '../reader.ts';

const maximumBytes = 96 * 2 ** 20;
const maximumRatio = 200;
const ratioFreeBytes = 16 * 2 ** 20;

type Inflate = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

/** Several gzip members one after another are one file (RFC 1952 section 2.2). */
export const readGzip: Reader = (item, budget) => readStream(item, budget, gunzipSync, gzipName(item));
export const readZlib: Reader = (item, budget) => readStream(item, budget, inflateSync, strippedName(item.name));
export const readBrotli: Reader = (item, budget) =>
  readStream(item, budget, brotliDecompressSync, strippedName(item.name));

function readStream(item: Item, budget: Budget, inflate: Inflate, name: string): ReadResult {
  budget.checkTime();
  const ratioLimit = Math.max(ratioFreeBytes, item.bytes.length * maximumRatio);
  const limit = Math.max(1, Math.min(maximumBytes, budget.bytesLeft, ratioLimit));
  const content = inflateWithin(item.bytes, inflate, limit);
  budget.spendBytes(content.length);
  const child: Child = { name, role: 'entry', bytes: content };
  return { texts: [], facts: [], children: [child], read: 'full' };
}

function inflateWithin(bytes: Uint8Array, inflate: Inflate, limit: number): Uint8Array {
  try {
    return inflate(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) throw new LimitReached('too-large');
    throw new Error('compressed stream is damaged', { cause: error });
  }
}

/** FNAME of RFC 1952 section 2.3 where there is one, since that is what an unpacker would call the file. */
function gzipName(item: Item): string {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, Math.min(item.bytes.byteLength, 1024));
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0 && bytes.length > 12) at += 2 + bytes.readUInt16LE(10);
  const end = bytes.indexOf(0, at);
  if ((flags & 8) !== 0 && end > at) return bytes.toString('latin1', at, end);
  return strippedName(item.name);
}

const endings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    tgz: 'tar',
    taz: 'tar',
    tbz: 'tar',
    tbz2: 'tar',
    txz: 'tar',
    tlz: 'tar',
    tzst: 'tar',
  }),
);

/** The name without the ending that compression added: `a.tar.gz` → `a.tar`, `a.tgz` → `a.tar`. */
export function strippedName(name: string | null): string {
  const base = (name ?? 'content').split(/[\\/]/).at(-1) ?? 'content';
  const dot = base.lastIndexOf('.');
  if (dot <= 0) return base;
  const ending = endings.get(base.slice(dot + 1).toLowerCase());
  return ending === undefined ? base.slice(0, dot) : `${base.slice(0, dot)}.${ending}`;
}
