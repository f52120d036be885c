// Writes ZIP files (PKWARE APPNOTE 4.3). Exports are stored without compression: they are read by anybody, for long.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With slashes, at most 65,535 bytes in UTF-8. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Sizes and offsets have 32 bits and numbers of entries 16 without ZIP64. */
const mostBytes = 2 ** 31;
const mostEntries = 65_535;

/** APPNOTE 4.4.4: names are UTF-8. */
const utf8Names = 0x0800;
/** 1980-01-01, the beginning of MS-DOS time: an export of the same mail is the same file. */
const firstDate = 0x0021;

/** APPNOTE 4.4.5. */
const methods = { stored: 0, deflated: 8 } as const;

/** Throws RangeError when it would be larger than 2 GiB. */
export function zipFile(entries: readonly ZipEntry[], method: keyof typeof methods = 'stored'): Buffer {
  const total = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > mostBytes || entries.length > mostEntries) throw new RangeError('a ZIP file holds at most 2 GiB');
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const data =
      method === 'stored' ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : deflateRawSync(bytes);
    const facts = factsOf(name, bytes, { method: methods[method], length: data.length });
    const local = Buffer.concat([signature(0x04034b50), facts, Buffer.from(name)]);
    files.push(local, data);
    directory.push(Buffer.concat([signature(0x02014b50), uint16(20), facts, placeOf(offset), Buffer.from(name)]));
    offset += local.length + data.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...files, listed, endOf(entries.length, listed.length, offset)]);
}

/** What the header of a file and its entry in the directory share (APPNOTE 4.3.7, 4.3.12). */
function factsOf(
  name: string,
  bytes: Uint8Array,
  packed: { readonly method: number; readonly length: number },
): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(utf8Names, 2);
  facts.writeUInt16LE(packed.method, 4);
  facts.writeUInt16LE(firstDate, 8);
  facts.writeUInt32LE(crc32(bytes), 10);
  facts.writeUInt32LE(packed.length, 14);
  facts.writeUInt32LE(bytes.length, 18);
  facts.writeUInt16LE(Buffer.byteLength(name), 22);
  return facts;
}

function placeOf(offset: number): Buffer {
  const place = Buffer.alloc(14);
  place.writeUInt32LE(offset, 10);
  return place;
}

function endOf(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
