// The fixed records of a ZIP file (PKWARE APPNOTE 6.3.10): end record, central headers, local headers, extra fields.

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = Buffer.from('PK\x05\x06', 'latin1');
const end64Signature = 0x06064b50;
const end64LocatorSignature = 0x07064b50;

/** Where the central directory lies, in bytes from the start of the file. */
export interface ZipEnd {
  readonly start: number;
  readonly end: number;
  /** Bytes before the archive proper (a self-extracting stub); all offsets in the records count from there. */
  readonly base: number;
  readonly split: boolean;
}

/** What both kinds of header say about an entry. */
export interface ZipHeader {
  readonly name: string;
  /** The name that programs see which do not know of the other one; null when there is one name only. */
  readonly plainName: string | null;
  readonly flags: number;
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Central: offset of the local header from the archive's base. Local: 0. */
  readonly offset: number;
  /** Unix mode from the external attributes, 0 when absent or in a local header. */
  readonly mode: number;
  /** Length of the header itself. */
  readonly length: number;
}

/** Finds the last end record that leads to a central directory; null when there is none. Looks at 32 candidates at most. */
export function findEnd(bytes: Buffer): ZipEnd | null {
  let at = bytes.length;
  for (let tries = 0; tries < 32; tries++) {
    at = at > 0 ? bytes.lastIndexOf(endSignature, at - 1) : -1;
    if (at < 0) return null;
    const found = at + 22 <= bytes.length ? readEnd(bytes, at) : null;
    if (found !== null) return found;
  }
  return null;
}

function readEnd(bytes: Buffer, at: number): ZipEnd | null {
  let disk = bytes.readUInt16LE(at + 4);
  let count = bytes.readUInt16LE(at + 10);
  let size = bytes.readUInt32LE(at + 12);
  let offset = bytes.readUInt32LE(at + 16);
  let end = at;
  const locator = at - 20;
  if (locator >= 0 && bytes.readUInt32LE(locator) === end64LocatorSignature) {
    const record = findEnd64(bytes, locator);
    if (record !== null) {
      disk = bytes.readUInt32LE(record + 16);
      count = readUInt64(bytes, record + 32);
      size = readUInt64(bytes, record + 40);
      offset = readUInt64(bytes, record + 48);
      end = record;
    }
  }
  const split = disk !== 0 && disk !== 0xffff;
  if (count === 0 && size === 0) return { start: end, end, base: 0, split };
  // A stub before the archive moves everything: the directory ends where the end record begins.
  for (const start of [end - size, offset]) {
    if (isCentral(bytes, start)) return { start, end, base: Math.max(0, start - offset), split };
  }
  return split ? { start: end, end, base: 0, split } : null;
}

function findEnd64(bytes: Buffer, locator: number): number | null {
  const stated = readUInt64(bytes, locator + 8);
  for (const at of [stated, locator - 56]) {
    if (at >= 0 && at + 56 <= bytes.length && bytes.readUInt32LE(at) === end64Signature) return at;
  }
  return null;
}

function isCentral(bytes: Buffer, at: number): boolean {
  return at >= 0 && at + 46 <= bytes.length && bytes.readUInt32LE(at) === centralSignature;
}

/** The central header at `at`, or null when there is none. */
export function readCentral(bytes: Buffer, at: number): ZipHeader | null {
  if (!isCentral(bytes, at)) return null;
  const nameLength = bytes.readUInt16LE(at + 28);
  const extraLength = bytes.readUInt16LE(at + 30);
  const commentLength = bytes.readUInt16LE(at + 32);
  const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  const flags = bytes.readUInt16LE(at + 8);
  const wide = readWide(extra, [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]);
  return {
    ...namesOf(bytes.subarray(at + 46, at + 46 + nameLength), flags, extra),
    flags,
    method: bytes.readUInt16LE(at + 10),
    size: wide[0],
    compressedSize: wide[1],
    offset: wide[2],
    mode: bytes[at + 5] === 3 ? bytes.readUInt16LE(at + 40) : 0,
    length: 46 + nameLength + extraLength + commentLength,
  };
}

/** The local header at `at`, or null when there is none. */
export function readLocal(bytes: Buffer, at: number): ZipHeader | null {
  if (at < 0 || at + 30 > bytes.length || bytes.readUInt32LE(at) !== localSignature) return null;
  const nameLength = bytes.readUInt16LE(at + 26);
  const extraLength = bytes.readUInt16LE(at + 28);
  const extra = bytes.subarray(at + 30 + nameLength, at + 30 + nameLength + extraLength);
  const flags = bytes.readUInt16LE(at + 6);
  const wide = readWide(extra, [bytes.readUInt32LE(at + 22), bytes.readUInt32LE(at + 18), 0]);
  return {
    ...namesOf(bytes.subarray(at + 30, at + 30 + nameLength), flags, extra),
    flags,
    method: bytes.readUInt16LE(at + 8),
    size: wide[0],
    compressedSize: wide[1],
    offset: 0,
    mode: 0,
    length: 30 + nameLength + extraLength,
  };
}

/** Size, compressed size and offset with the ZIP64 extra field applied (APPNOTE 4.5.3): only those that overflowed are in it. */
function readWide(extra: Buffer, narrow: readonly [number, number, number]): [number, number, number] {
  const wide: [number, number, number] = [...narrow];
  const field = extraField(extra, 0x0001);
  if (field === null) return wide;
  let at = 0;
  for (const index of [0, 1, 2] as const) {
    if (narrow[index] !== 0xffffffff) continue;
    if (at + 8 > field.length) break;
    wide[index] = readUInt64(field, at);
    at += 8;
  }
  return wide;
}

function extraField(extra: Buffer, id: number): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** A field of its own may name the entry in UTF-8 once more (APPNOTE 4.6.9); not every program heeds it. */
function namesOf(raw: Buffer, flags: number, extra: Buffer): Pick<ZipHeader, 'name' | 'plainName'> {
  const unicode = extraField(extra, 0x7075);
  const plainName = decodeName(raw, flags);
  if (unicode === null || unicode.length <= 5) return { name: plainName, plainName: null };
  return { name: decodeName(unicode.subarray(5), flags), plainName };
}

/** Flag 11 says UTF-8; without it many writers still use it, others code page 437, read here as Latin-1. */
function decodeName(name: Buffer, flags: number): string {
  if ((flags & 0x800) !== 0) return name.toString('utf8');
  try {
    return strictUtf8.decode(name);
  } catch {
    return name.toString('latin1');
  }
}

/** Values above 2^53 lose precision, which does not matter: no file is that long. */
function readUInt64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}
