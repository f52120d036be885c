// A ZIP behind something else: an unpacker reads the archive, a viewer the picture before it.
import type { Budget } from '../limits.ts';
import type { Item, ReadResult } from '../reader.ts';
import { readZip } from './zip-archive.ts';

const endRecord = Buffer.from('PK\x05\x06', 'latin1');
const endBytes = 22;
const longestComment = 65_535;
const hosts =
  /^(?:image|audio|video|font)\/|^application\/(?:pdf|octet-stream|vnd\.microsoft\.portable-executable|x-executable|rtf)$/;

/** What the archive holds, null when there is none. Only a record that ends exactly with the file counts. */
export async function readAppendedArchive(item: Item, budget: Budget): Promise<ReadResult | null> {
  if (!hosts.test(item.type)) return null;
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
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
