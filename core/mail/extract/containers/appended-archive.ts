// Something behind or inside something else: an unpacker or a loader takes the archive or program, a viewer the picture.
import { crc32 } from 'node:zlib';
import type { Budget } from '../limits.ts';
import type { Child, Item, ReadResult } from '../reader.ts';
import * as types from '../type/media-types.ts';
import { isExecutable } from '../type/nature.ts';
import { startsWith } from '../type/signatures.ts';
import { withChildren } from './with-children.ts';
import { readZip } from './zip-archive.ts';

const endRecord = Buffer.from('PK\x05\x06', 'latin1');
const endBytes = 22;
const longestComment = 65_535;
/** Types in which nothing but an attacker puts an archive or a program whole. */
const carvedTypes =
  /^(?:image|audio|video|font)\/|^application\/(?:pdf|octet-stream|vnd\.microsoft\.portable-executable|x-executable|x-mach-binary|rtf)$/;
/** Types whose last file may well be an archive that is stored as it is. */
const carriers = /^message\/|^application\/(?:mbox|x-archive|x-tar|x-cpio)$/;

/** True when a file of this type with an archive or program in it is two things at once; some programs unpack themselves. */
export function isTwofold(type: string): boolean {
  return type !== types.unknown && !isExecutable(type);
}

/** What the archive holds, null when there is none. Of a ZIP only a record that ends exactly with the file counts. */
export async function readAppendedArchive(item: Item, budget: Budget): Promise<ReadResult | null> {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  const carved = carvedTypes.test(item.type) ? [...carve(bytes, item.type)] : [];
  const zipped = startsWith(bytes, 0, 'PK') || carriers.test(item.type);
  const zip = zipped ? null : await readAppendedZip(item, bytes, budget);
  if (carved.length === 0) return zip;
  return withChildren(zip ?? { texts: [], facts: [], read: 'full' }, carved);
}

async function readAppendedZip(item: Item, bytes: Buffer, budget: Budget): Promise<ReadResult | null> {
  const tail = bytes.subarray(-(endBytes + longestComment));
  const at = tail.lastIndexOf(endRecord);
  if (at < 0 || at + endBytes > tail.length || at + endBytes + tail.readUInt16LE(at + 20) !== tail.length) return null;
  if (tail.readUInt16LE(at + 10) === 0) return null;
  try {
    return await readZip(item, budget);
  } catch {
    return { texts: [], facts: [], read: 'partial', why: 'corrupt' };
  }
}

interface Signature {
  readonly name: string;
  readonly marker: Buffer;
  /** Whether what stands at `at` is more than a few bytes that look alike. */
  isReal(bytes: Buffer, at: number): boolean;
}

const archives: readonly Signature[] = [
  { name: 'appended.7z', marker: Buffer.from('377abcaf271c', 'hex'), isReal: isSevenZip },
  { name: 'appended.rar', marker: Buffer.from('526172211a07', 'hex'), isReal: isRar },
];
const programs: readonly Signature[] = [
  { name: 'appended.exe', marker: Buffer.from('MZ', 'latin1'), isReal: isProgram },
];

/** The first of each kind, from its signature to the end: what follows an archive is no concern of its reader. */
function* carve(bytes: Buffer, type: string): Generator<Child> {
  const wanted = isExecutable(type) || type === 'application/pdf' ? archives : [...archives, ...programs];
  for (const { name, marker, isReal } of wanted) {
    for (let at = bytes.indexOf(marker, 1); at >= 0; at = bytes.indexOf(marker, at + marker.length)) {
      if (!isReal(bytes, at)) continue;
      yield { name, role: 'embedded', bytes: bytes.subarray(at), facts: ['appended-archive'] };
      break;
    }
  }
}

/** The start header is covered by a checksum of its own (7zFormat.txt). */
function isSevenZip(bytes: Buffer, at: number): boolean {
  return at + 32 <= bytes.length && bytes.readUInt32LE(at + 8) === crc32(bytes.subarray(at + 12, at + 32));
}

/** RAR 4: the main header has type 0x73. RAR 5: its first header, one of the types 1 and 4, follows a checksum and a size. */
function isRar(bytes: Buffer, at: number): boolean {
  if (at + 20 > bytes.length) return false;
  if (bytes[at + 6] === 0) return bytes[at + 9] === 0x73;
  if (bytes[at + 6] !== 1 || bytes[at + 7] !== 0) return false;
  return (bytes[at + 12] ?? 0) < 0x80 && (bytes[at + 13] === 1 || bytes[at + 13] === 4);
}

function isProgram(bytes: Buffer, at: number): boolean {
  if (at + 64 > bytes.length) return false;
  const header = bytes.readUInt32LE(at + 60);
  return header >= 64 && header < 4096 && bytes.toString('latin1', at + header, at + header + 4) === 'PE\0\0';
}
