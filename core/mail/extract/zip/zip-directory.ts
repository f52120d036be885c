// Random access to a ZIP file: entries of the central directory, and those that only a reader of local headers would see.
import { inflateRawSync } from 'node:zlib';
import { type Budget, LimitReached } from '../limits.ts';
import { extensionOf } from '../type/extension.ts';
import { findEnd, readCentral, readLocal, type ZipHeader } from './zip-records.ts';

export interface ZipEntry {
  /** As the central directory says; separators and `..` are left as they are. */
  readonly name: string;
  /** APPNOTE 4.4.5: 0 stored, 8 deflate; `bytes` reads no others. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Sizes as stated, which need not be true. */
  readonly compressedSize: number;
  readonly size: number;
  readonly directory: boolean;
  readonly symlink: boolean;
  /** Not listed in the central directory. */
  readonly hidden: boolean;
  /**
   * The content, spent from the budget. Throws LimitReached when too large or blown up more than 200 times, Error when
   * encrypted, of another method, overlapping, or broken.
   */
  bytes(): Uint8Array;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** `zip-hidden-entry`, `zip-overlap`, `zip-name-mismatch`, `zip-header-mismatch`, `zip-no-directory`, `zip-prefix`,
   * `ambiguous:two-names`. */
  readonly facts: readonly string[];
  /** One of several volumes. */
  readonly split: boolean;
  /** There are more entries than the budget allows; the rest is not listed. */
  readonly truncated: boolean;
}

const maximumEntries = 10_000;
const maximumEntryBytes = 96 * 2 ** 20;
const maximumRatio = 200;
const ratioFreeBytes = 8 * 2 ** 20;
const localMarker = Buffer.from('PK\x03\x04', 'latin1');
const splitMarker = 0x08074b50;

interface Located {
  readonly header: ZipHeader;
  readonly local: ZipHeader | null;
  /** Of the local header, in the file. */
  readonly start: number;
  /** First byte after the compressed data, as stated. */
  readonly end: number;
  readonly hidden: boolean;
  overlaps: boolean;
}

/** Reads the directory of a ZIP, prefixed or truncated ones too. Linear. Throws Error when nothing in it looks like an entry. */
export function openZip(input: Uint8Array, budget: Budget): ZipDirectory {
  budget.checkTime();
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const limit = Math.min(maximumEntries, budget.limits.parts);
  const end = findEnd(bytes);
  const facts = new Set<string>();
  const located = end === null ? [] : listCentral(bytes, end.start, end.base, limit + 1);
  const covered = located.map(({ start, end }) => ({ start, end }));
  if (end === null) facts.add('zip-no-directory');
  else covered.push({ start: end.start, end: bytes.length });
  if (located.length <= limit) located.push(...listHidden(bytes, covered, limit + 1 - located.length));
  const split = end?.split === true || (bytes.length > 8 && bytes.readUInt32LE(0) === splitMarker && end === null);
  if (located.length === 0 && end === null && !split) throw new Error('no zip entry found; not a zip file');
  markOverlaps(located);
  noteFacts(located, facts);
  if ((located[0]?.start ?? 0) > 4) facts.add('zip-prefix');
  return {
    entries: located.slice(0, limit).map((entry) => openEntry(bytes, entry, budget)),
    facts: [...facts],
    split,
    truncated: located.length > limit,
  };
}

function listCentral(bytes: Buffer, from: number, base: number, limit: number): Located[] {
  const found: Located[] = [];
  let at = from;
  while (found.length < limit) {
    const header = readCentral(bytes, at);
    if (header === null) break;
    at += header.length;
    const start = base + header.offset;
    const local = readLocal(bytes, start);
    const end = Math.min(bytes.length, start + (local?.length ?? 0) + header.compressedSize);
    found.push({ header, local, start, end, hidden: false, overlaps: false });
  }
  return found;
}

/** Local headers in the gaps between `covered` ranges: extractors that stream the file would unpack them. */
function listHidden(bytes: Buffer, covered: { start: number; end: number }[], limit: number): Located[] {
  const found: Located[] = [];
  let from = 0;
  for (const range of [...covered.sort((a, b) => a.start - b.start), { start: bytes.length, end: bytes.length }]) {
    const gap = bytes.subarray(0, Math.max(from, Math.min(range.start, bytes.length)));
    for (let at = gap.indexOf(localMarker, from); at >= 0 && found.length < limit; ) {
      const header = readLocal(gap, at);
      let next = at + 4;
      if (header !== null && plausible(header)) {
        const data = at + header.length;
        const stated = data + header.compressedSize;
        const end = header.compressedSize > 0 && stated <= gap.length ? stated : gap.length;
        found.push({ header, local: header, start: at, end, hidden: true, overlaps: false });
        next = header.compressedSize > 0 ? end : data;
      }
      at = gap.indexOf(localMarker, next);
    }
    from = Math.max(from, range.end);
  }
  return found;
}

/** Four bytes that happen to be the marker should not make an entry. */
function plausible(header: ZipHeader): boolean {
  return (
    (header.method <= 20 || (header.method >= 93 && header.method <= 99)) &&
    header.name.length > 0 &&
    header.name.length <= 1024 &&
    !/[\x00-\x08\x0e-\x1f]/.test(header.name)
  );
}

/** Entries that share bytes are how a small file unpacks to terabytes; nobody makes them for another reason. */
function markOverlaps(located: Located[]): void {
  const files = located.filter((entry) => !entry.hidden).sort((a, b) => a.start - b.start || a.end - b.end);
  let reach = -1;
  let last: Located | null = null;
  for (const entry of files) {
    if (entry.start < reach && entry.end > entry.start) {
      entry.overlaps = true;
      if (last !== null) last.overlaps = true;
    }
    if (entry.end >= reach) last = entry;
    reach = Math.max(reach, entry.end);
  }
}

function noteFacts(located: readonly Located[], facts: Set<string>): void {
  for (const { header, local, hidden, overlaps } of located) {
    if (hidden) facts.add('zip-hidden-entry');
    if (overlaps) facts.add('zip-overlap');
    // Letters differ where two code pages do; what a file is opened with does not.
    const names = [header.name, header.plainName, local?.name, local?.plainName].filter(
      (name) => typeof name === 'string',
    );
    if (new Set(names.map(extensionOf)).size > 1) facts.add('ambiguous:two-names');
    if (local === null || hidden) continue;
    if (local.name !== header.name) facts.add('zip-name-mismatch');
    if (local.method !== header.method || (local.flags & 1) !== (header.flags & 1)) facts.add('zip-header-mismatch');
  }
}

function openEntry(bytes: Buffer, located: Located, budget: Budget): ZipEntry {
  const { header, local, hidden } = located;
  const directory = /[/\\]$/.test(header.name.slice(-1)) && header.size === 0;
  return {
    name: header.name,
    method: header.method,
    encrypted: (header.flags & 1) !== 0 && (local === null || (local.flags & 1) !== 0),
    compressedSize: header.compressedSize,
    size: header.size,
    directory,
    symlink: (header.mode & 0o170000) === 0o120000,
    hidden,
    bytes: () => {
      budget.checkTime();
      const content = readContent(bytes, located, budget);
      budget.spendBytes(content.length);
      return content;
    },
  };
}

function readContent(bytes: Buffer, { header, local, start, end, overlaps }: Located, budget: Budget): Uint8Array {
  if (local === null) throw new Error('zip entry has no local header; the archive is damaged');
  if (overlaps) throw new Error('zip entry shares its bytes with another; the archive is damaged');
  if ((header.flags & local.flags & 1) !== 0) throw new Error('zip entry is encrypted; a password is needed');
  const data = start + local.length;
  // Where central and local header differ, the local one leads to data that a streaming extractor would unpack.
  const method = header.method === 0 || header.method === 8 ? header.method : local.method;
  if (method === 0) {
    const stated = header.compressedSize === 0 && local.compressedSize > 0 ? local.compressedSize : end - data;
    if (data + Math.max(stated, local.compressedSize) > bytes.length) {
      throw new Error('zip entry goes beyond the end of the file');
    }
    return bytes.subarray(data, data + stated);
  }
  if (method !== 8) throw new Error(`zip method ${method} is not deflate; open the archive another way`);
  const stated = Math.max(header.compressedSize, local.compressedSize);
  // A stated size of nothing is a lie or a missing descriptor: the deflate stream knows its own end.
  return inflate(bytes.subarray(data, stated > 0 ? data + stated : bytes.length), budget);
}

function inflate(compressed: Buffer, budget: Budget): Uint8Array {
  const ratioLimit = Math.max(ratioFreeBytes, compressed.length * maximumRatio);
  const limit = Math.min(budget.bytesLeft, ratioLimit, maximumEntryBytes);
  try {
    return inflateRawSync(compressed, { maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    if (error instanceof RangeError) throw new LimitReached('too-large');
    throw new Error('zip entry cannot be inflated; the archive is damaged', { cause: error });
  }
}
