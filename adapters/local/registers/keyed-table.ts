// A file of rows sorted by a 48-bit key, looked up from disk: a block of it in memory at a time, and one key a block.
//
//   rows × width bytes, each beginning with its key (big-endian) · the key of every 64th row · width (u32) · rows (u48) · magic
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { HashKey } from '../../../core/model/register.ts';

export const keyBytes = 6;
const blockRows = 64;
const magic = Buffer.from('PKT1');
const footerBytes = 4 + 6 + magic.length;

export interface KeyedTable {
  readonly rows: number;
  readonly width: number;
  /** Rows with that key in the order of the file, at most `most`; views that the next call overwrites. */
  find(key: HashKey, most: number): readonly Buffer[];
  close(): void;
}

/** Throws when the file is damaged or not there. */
export function openKeyedTable(file: string): KeyedTable {
  const descriptor = openSync(file, 'r');
  try {
    return readTable(descriptor);
  } catch (cause) {
    closeSync(descriptor);
    throw cause;
  }
}

function readTable(descriptor: number): KeyedTable {
  const { size } = fstatSync(descriptor);
  const footer = Buffer.alloc(footerBytes);
  readSync(descriptor, footer, 0, footerBytes, Math.max(0, size - footerBytes));
  const [width, rows] = [footer.readUInt32BE(0), footer.readUIntBE(4, 6)];
  const blocks = Math.ceil(rows / blockRows);
  if (!footer.subarray(10).equals(magic) || size !== rows * width + blocks * keyBytes + footerBytes) {
    throw new Error('a register file is damaged; restore it from a backup or register its content again');
  }
  const index = Buffer.alloc(blocks * keyBytes);
  readSync(descriptor, index, 0, index.length, rows * width);
  const firsts = Float64Array.from({ length: blocks }, (_, i) => index.readUIntBE(i * keyBytes, keyBytes));
  const block = Buffer.alloc(blockRows * width);
  let loaded = -1;
  const load = (number: number): number => {
    const count = Math.min(blockRows, rows - number * blockRows);
    if (number !== loaded) readSync(descriptor, block, 0, count * width, number * blockRows * width);
    loaded = number;
    return count;
  };
  return {
    rows,
    width,
    find(key, most) {
      const found: Buffer[] = [];
      for (let number = blockBefore(firsts, key); number < blocks; number++) {
        if ((firsts[number] ?? 0) > key) break;
        const count = load(number);
        for (let i = lowerBound(block, width, count, key); i < count; i++) {
          if (block.readUIntBE(i * width, keyBytes) !== key) return found;
          if (found.length >= most) return found;
          found.push(Buffer.from(block.subarray(i * width, (i + 1) * width)));
        }
      }
      return found;
    },
    close: () => closeSync(descriptor),
  };
}

/** The last block whose first key is below `key`: equal rows may begin at its end. */
function blockBefore(firsts: Float64Array, key: HashKey): number {
  let low = 0;
  let high = firsts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((firsts[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function lowerBound(rows: Buffer, width: number, count: number, key: HashKey): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.readUIntBE(middle * width, keyBytes) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface KeyedTableWriter {
  /** Rows must come sorted by key, over all calls. */
  write(rows: Buffer): Promise<void>;
  /** Makes the file durable. */
  finish(): Promise<void>;
  /** Closes without finishing. */
  abandon(): Promise<void>;
}

/** Creates `file`, which must not exist. */
export async function createKeyedTable(file: string, width: number): Promise<KeyedTableWriter> {
  const handle: FileHandle = await open(file, 'wx', 0o600);
  const firsts: Buffer[] = [];
  let count = 0;
  return {
    async write(rows) {
      const added = rows.length / width;
      for (let i = (blockRows - (count % blockRows)) % blockRows; i < added; i += blockRows) {
        firsts.push(Buffer.from(rows.subarray(i * width, i * width + keyBytes)));
      }
      count += added;
      await handle.writeFile(rows);
    },
    async finish() {
      const footer = Buffer.alloc(footerBytes);
      footer.writeUInt32BE(width, 0);
      footer.writeUIntBE(count, 4, 6);
      magic.copy(footer, 10);
      await handle.writeFile(Buffer.concat([...firsts, footer]));
      await handle.sync();
      await handle.close();
    },
    abandon: () => handle.close(),
  };
}

/** A sorted copy; the order of rows with the same key stays. */
export function sortedRows(rows: Buffer, width: number): Buffer {
  const count = rows.length / width;
  let order = Uint32Array.from({ length: count }, (_, i) => i);
  let next = new Uint32Array(count);
  for (let at = keyBytes - 2; at >= 0; at -= 2) {
    const starts = new Uint32Array(0x10001);
    for (let i = 0; i < count; i++) {
      const digit = rows.readUInt16BE(i * width + at) + 1;
      starts[digit] = (starts[digit] ?? 0) + 1;
    }
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    for (const row of order) {
      const digit = rows.readUInt16BE(row * width + at);
      const place = starts[digit] ?? 0;
      starts[digit] = place + 1;
      next[place] = row;
    }
    [order, next] = [next, order];
  }
  const sorted = Buffer.allocUnsafe(rows.length);
  for (let i = 0; i < count; i++) rows.copy(sorted, i * width, (order[i] ?? 0) * width, ((order[i] ?? 0) + 1) * width);
  return sorted;
}
