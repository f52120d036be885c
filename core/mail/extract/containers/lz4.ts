// lz4 (frame format 1.6.1 and the legacy one of kernel images): one compressed stream around one file.
import { type Budget, LimitReached } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';
import { strippedName } from './compressed-stream.ts';

const maximumBytes = 96 * 2 ** 20;
const frameMagic = 0x184d2204;
const legacyMagic = 0x184c2102;
const legacyBlock = 8 * 2 ** 20;

export const readLz4: Reader = (item, budget) => {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  const out = new Output(Math.min(maximumBytes, budget.bytesLeft), budget);
  const whole = readFrames(bytes, out);
  const content = out.content();
  budget.spendBytes(content.length);
  const child: Child = { name: strippedName(item.name), role: 'entry', bytes: content };
  return {
    texts: [],
    facts: [],
    children: [child],
    read: whole ? 'full' : 'partial',
    ...(whole ? {} : { why: 'corrupt' }),
  };
};

/** What was written so far, which later blocks copy from. */
class Output {
  #bytes = Buffer.allocUnsafe(65_536);
  #length = 0;
  readonly #limit: number;
  readonly #budget: Budget;

  constructor(limit: number, budget: Budget) {
    this.#limit = limit;
    this.#budget = budget;
  }

  get length(): number {
    return this.#length;
  }

  content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  append(piece: Buffer): void {
    this.#grow(piece.length);
    piece.copy(this.#bytes, this.#length);
    this.#length += piece.length;
  }

  /** Bytes of a match may be ones that it writes itself. False when the distance leaves what there is. */
  copy(distance: number, count: number): boolean {
    if (distance === 0 || distance > this.#length) return false;
    this.#grow(count);
    let left = count;
    while (left > 0) {
      const step = Math.min(left, distance);
      this.#bytes.copyWithin(this.#length, this.#length - distance, this.#length - distance + step);
      this.#length += step;
      left -= step;
    }
    return true;
  }

  #grow(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#limit) throw new LimitReached('too-large');
    if (needed <= this.#bytes.length) return;
    this.#budget.checkTime();
    const larger = Buffer.allocUnsafe(Math.min(this.#limit, Math.max(needed, this.#bytes.length * 2)));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** True when the last frame came to its end. Throws when there is nothing to be had at all. */
function readFrames(bytes: Buffer, out: Output): boolean {
  let at = 0;
  while (at + 4 <= bytes.length) {
    const magic = bytes.readUInt32LE(at);
    // A skippable frame: magic, size, user data.
    if (magic >>> 4 === 0x184d2a5 && at + 8 <= bytes.length) at += 8 + bytes.readUInt32LE(at + 4);
    else if (magic === frameMagic) {
      const end = readFrame(bytes, at + 4, out);
      if (end === null) return false;
      at = end;
    } else if (magic === legacyMagic) return readLegacy(bytes, at + 4, out);
    else return false;
  }
  return at === bytes.length;
}

/** Where the frame ends, null when it is cut off or broken. */
function readFrame(bytes: Buffer, from: number, out: Output): number | null {
  const flags = bytes[from] ?? 0;
  const checksums = (flags & 0x10) !== 0;
  let at = from + 3 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  while (at + 4 <= bytes.length) {
    const stated = bytes.readUInt32LE(at);
    at += 4;
    if (stated === 0) return at + ((flags & 0x04) !== 0 ? 4 : 0);
    const size = stated & 0x7fffffff;
    const block = bytes.subarray(at, at + size);
    if (block.length < size) return null;
    if (stated >>> 31 === 1) out.append(block);
    else if (!readBlock(block, out)) return null;
    at += size + (checksums ? 4 : 0);
  }
  return null;
}

function readLegacy(bytes: Buffer, from: number, out: Output): boolean {
  let at = from;
  while (at + 4 <= bytes.length) {
    const size = bytes.readUInt32LE(at);
    const block = bytes.subarray(at + 4, at + 4 + size);
    const before = out.length;
    if (block.length < size || !readBlock(block, out) || out.length - before > legacyBlock) return false;
    at += 4 + size;
  }
  return at === bytes.length;
}

/** Sequences: token, literals, distance (2), and a length of match (lz4 block format). */
function readBlock(block: Buffer, out: Output): boolean {
  let at = 0;
  const length = (start: number): number => {
    let sum = start;
    if (start < 15) return sum;
    for (let more = 255; more === 255 && at < block.length; ) {
      more = block[at++] ?? 0;
      sum += more;
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++] ?? 0;
    const literals = length(token >> 4);
    if (at + literals > block.length) return false;
    out.append(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return true;
    if (at + 2 > block.length) return false;
    const distance = block.readUInt16LE(at);
    at += 2;
    if (!out.copy(distance, length(token & 15) + 4)) return false;
  }
  return true;
}
