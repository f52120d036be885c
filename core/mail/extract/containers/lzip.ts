// lzip: members of LZMA data with a header and a trailer of their own; 7-Zip reads the data in the older `lzma` wrapping.
import { LimitReached } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';
import { strippedName } from './compressed-stream.ts';
import { unpackArchive } from './seven-zip.ts';

const magic = Buffer.from('LZIP\x01', 'latin1');
const headerBytes = 6;
/** CRC (4), size of the data (8), size of the member (8). */
const trailerBytes = 20;
const mostMembers = 100;

export const readLzip: Reader = async (item, budget) => {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  const pieces: Uint8Array[] = [];
  let whole = true;
  for (const member of membersOf(bytes)) {
    if (pieces.length >= mostMembers) throw new LimitReached('too-many-parts');
    const content = await readMember(member, budget);
    if (content === null) {
      whole = false;
      break;
    }
    pieces.push(content);
  }
  if (pieces.length === 0) throw new Error('no lzip member can be unpacked; the file is damaged');
  const child: Child = { name: strippedName(item.name), role: 'entry', bytes: Buffer.concat(pieces) };
  return {
    texts: [],
    facts: [],
    children: [child],
    read: whole ? 'full' : 'partial',
    ...(whole ? {} : { why: 'corrupt' }),
  };
};

/** From the end: each trailer says how long its member is. A file whose trailers do not add up is one member. */
function membersOf(bytes: Buffer): readonly Buffer[] {
  const members: Buffer[] = [];
  let end = bytes.length;
  while (end > headerBytes + trailerBytes && members.length <= mostMembers) {
    const size = Number(bytes.readBigUInt64LE(end - 8));
    if (size > end || size < headerBytes + trailerBytes || !bytes.subarray(end - size, end - size + 5).equals(magic))
      break;
    members.unshift(bytes.subarray(end - size, end));
    end -= size;
  }
  return end === 0 ? members : [bytes];
}

async function readMember(member: Buffer, budget: Parameters<Reader>[1]): Promise<Uint8Array | null> {
  const coded = member[5] ?? 0;
  const power = 2 ** (coded & 31);
  const dictionary = power - (power / 16) * (coded >> 5);
  const header = Buffer.alloc(13, 0xff);
  // lc 3, lp 0, pb 2, always; the size stays unknown, since the data end with a mark.
  header[0] = 0x5d;
  header.writeUInt32LE(Math.min(dictionary, 0xffffffff), 1);
  const stream = Buffer.concat([header, member.subarray(headerBytes, member.length - trailerBytes)]);
  for await (const child of unpackArchive(stream, 'lzma', budget)) return child.bytes;
  return null;
}
