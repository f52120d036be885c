// Writes ZIP archives without compression, so that the same entries give the same bytes everywhere (APPNOTE 4.3).
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer | string;
  /** Sets general purpose bit 0; the content is then taken as already encrypted (APPNOTE 4.4.4). */
  readonly encrypted?: boolean;
  /** Uncompressed size to claim instead of the true one. */
  readonly claimedSize?: number;
  /** Compression method to claim: 0 stored, 8 deflated, 99 AES. */
  readonly method?: number;
  /** Checksum to claim, for content that is compressed already. */
  readonly checksum?: number;
}

/** 1 January 2026 in the format of MS-DOS. */
const date = ((2026 - 1980) << 9) | (1 << 5) | 1;

export function zip(entries: readonly ZipEntry[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const content = Buffer.from(entry.content);
    const shared = sharedFields(entry, content, name.length);
    const local = Buffer.concat([signature(0x04034b50), shared, name, content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), shared, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...locals, directory, signature(0x06054b50), end, Buffer.from(comment)]);
}

/** The 26 bytes that local and central headers have in common. */
function sharedFields(entry: ZipEntry, content: Buffer, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE((entry.encrypted ? 1 : 0) | 0x800, 2);
  fields.writeUInt16LE(entry.method ?? 0, 4);
  fields.writeUInt16LE(date, 8);
  fields.writeUInt32LE(entry.checksum ?? crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(entry.claimedSize ?? content.length - (entry.encrypted ? 12 : 0), 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
