// A ZIP archive whose only file is the archive itself, checksum included: unpacking it never ends. The stream of blocks is the
// one that Russ Cox found ("Zip Files All The Way Down", 2010), written anew for DEFLATE (RFC 1951).
import { crc32 } from 'node:zlib';

const name = Buffer.from('a.zip');

export function zipQuine(): Buffer {
  const checksum = ownChecksum((guess) => crc32(archive(guess)));
  return archive(checksum);
}

/** As it is when its checksum is said to be this one. Its sizes are always right. */
function archive(checksum: number): Buffer {
  let sizes = { packed: 0, whole: 0 };
  // The sizes do not depend on themselves: the second time they are right.
  for (let round = 0; round < 2; round++) {
    const [start, packed, end] = pieces(checksum, sizes);
    sizes = { packed: packed.length, whole: start.length + packed.length + end.length };
  }
  return Buffer.concat(pieces(checksum, sizes));
}

interface Sizes {
  readonly packed: number;
  readonly whole: number;
}

function pieces(checksum: number, sizes: Sizes): readonly [Buffer, Buffer, Buffer] {
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt32LE(checksum, 10);
  shared.writeUInt32LE(sizes.packed, 14);
  shared.writeUInt32LE(sizes.whole, 18);
  shared.writeUInt16LE(name.length, 22);
  const start = Buffer.concat([Buffer.from('PK\x03\x04'), shared, name]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), shared, Buffer.alloc(14), name]);
  const last = Buffer.alloc(22);
  last.write('PK\x05\x06', 'latin1');
  last.writeUInt16LE(1, 8);
  last.writeUInt16LE(1, 10);
  last.writeUInt32LE(central.length, 12);
  last.writeUInt32LE(start.length + sizes.packed, 16);
  const end = Buffer.concat([central, last]);
  return [start, ownStream(start, end), end];
}

/** Unpacks to `start`, itself and `end`. */
function ownStream(start: Buffer, end: Buffer): Buffer {
  const repeatStart = repeat(start.length + 5, 1, false);
  const repeatEnd = repeat(end.length + 4, 1, true);
  const repeatFour = repeat(20, 2, false);
  const [none, one, four] = [literal(0), literal(5), literal(20)];
  const [starting, ending] = [literal(start.length + 5), literal(end.length + repeatEnd.length)];
  return Buffer.concat([
    ...[starting, start, starting, repeatStart],
    ...[one, repeatStart, one, one],
    ...[four, repeatStart, one, one, four, repeatFour],
    ...[four, repeatFour, four, repeatFour, four, repeatFour],
    ...[four, repeatFour, none, none, ending, repeatFour],
    ...[none, none, ending, repeatEnd, end, repeatEnd],
  ]);
}

/** Head of a stored block (RFC 1951 section 3.2.4): so many bytes follow as they are. */
function literal(length: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(length, 1);
  head.writeUInt16LE(length ^ 0xffff, 3);
  return head;
}

/**
 * A block of fixed codes (section 3.2.6) that repeats the last `length` bytes, in so many matches; five bytes, but four for the
 * last one. At most two bits are left over: with more, a stored block behind it would begin in them.
 */
function repeat(length: number, matches: number, last: boolean): Buffer {
  const bits = bitWriter();
  bits.plain(last ? 1 : 0, 1);
  bits.plain(1, 2);
  for (let match = 0; match < matches; match++) {
    writeLength(bits, length / matches);
    writeDistance(bits, length);
  }
  bits.code(0, 7);
  if (!last && bits.length < 38) {
    bits.plain(2, 3);
    bits.code(0, 7);
  }
  return bits.bytes();
}

/** Up to 114 (section 3.2.5); these codes have seven bits. */
function writeLength(bits: BitWriter, length: number): void {
  const extra = Math.max(0, Math.floor(Math.log2(length - 3)) - 2);
  const code = 257 + extra * 4 + ((length - 3) >> extra);
  bits.code(code - 256, 7);
  bits.plain((length - 3) & ((1 << extra) - 1), extra);
}

function writeDistance(bits: BitWriter, distance: number): void {
  const extra = Math.floor(Math.log2(distance - 1)) - 1;
  bits.code(extra * 2 + ((distance - 1) >> extra), 5);
  bits.plain((distance - 1) & ((1 << extra) - 1), extra);
}

interface BitWriter {
  readonly length: number;
  /** Least significant bit first. */
  plain(value: number, count: number): void;
  /** Most significant bit first, as Huffman codes are packed. */
  code(value: number, count: number): void;
  bytes(): Buffer;
}

function bitWriter(): BitWriter {
  const bits: number[] = [];
  return {
    get length() {
      return bits.length;
    },
    plain(value, count) {
      for (let at = 0; at < count; at++) bits.push((value >> at) & 1);
    },
    code(value, count) {
      for (let at = count - 1; at >= 0; at--) bits.push((value >> at) & 1);
    },
    bytes: () =>
      Buffer.from(
        Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
          bits.slice(at * 8, at * 8 + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
        ),
      ),
  };
}

/** The value that is its own checksum: CRC-32 is linear over single bits, so it is found by elimination. */
function ownChecksum(checksumFor: (guess: number) => number): number {
  const base = checksumFor(0);
  // Each row: what one bit of the guess changes, less the bit itself, and which bits of the guess make up the row.
  const rows = Array.from({ length: 32 }, (_, bit) => {
    const own = (1 << bit) >>> 0;
    return { changes: (checksumFor(own) ^ base ^ own) >>> 0, made: own };
  });
  let [wanted, guess] = [base, 0];
  for (let bit = 31; bit >= 0; bit--) {
    const at = rows.findIndex(({ changes }) => ((changes >>> bit) & 1) === 1);
    const pivot = at === -1 ? undefined : rows.splice(at, 1)[0];
    if (pivot === undefined) continue;
    for (const row of rows)
      if (((row.changes >>> bit) & 1) === 1) {
        row.changes = (row.changes ^ pivot.changes) >>> 0;
        row.made = (row.made ^ pivot.made) >>> 0;
      }
    if (((wanted >>> bit) & 1) === 1) {
      wanted = (wanted ^ pivot.changes) >>> 0;
      guess = (guess ^ pivot.made) >>> 0;
    }
  }
  if (wanted !== 0) throw new Error('no checksum of this archive is its own; give its file another name');
  return guess;
}
