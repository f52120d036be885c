// Merges sorted tables into one, in bounded memory.
import { type FileHandle, open, rm } from 'node:fs/promises';
import { createKeyedTable, keyBytes, openKeyedTable } from './keyed-table.ts';

const chunkRows = 32_768;

interface Source {
  readonly handle: FileHandle;
  readonly rows: number;
  chunk: Buffer;
  /** Rows read from disk so far, and where in the chunk we are. */
  read: number;
  at: number;
}

/** Writes `into`, which must not exist, keeping the rows that `keep` wants. Leaves nothing behind when it rejects. */
export async function mergeTables(
  files: readonly string[],
  into: string,
  width: number,
  keep: (row: Buffer) => boolean,
): Promise<void> {
  const sources = await Promise.all(files.map((file) => openSource(file)));
  const writer = await createKeyedTable(into, width);
  try {
    let out = Buffer.allocUnsafe(chunkRows * width);
    let count = 0;
    for (;;) {
      let least: Source | null = null;
      let leastKey = Number.POSITIVE_INFINITY;
      for (const source of sources) {
        if (source.at * width >= source.chunk.length && !(await refill(source, width))) continue;
        const key = source.chunk.readUIntBE(source.at * width, keyBytes);
        if (key < leastKey) [least, leastKey] = [source, key];
      }
      if (least === null) break;
      const row = least.chunk.subarray(least.at * width, (least.at + 1) * width);
      least.at++;
      if (!keep(row)) continue;
      row.copy(out, count++ * width);
      if (count < chunkRows) continue;
      await writer.write(out);
      out = Buffer.allocUnsafe(chunkRows * width);
      count = 0;
    }
    if (count > 0) await writer.write(out.subarray(0, count * width));
    await writer.finish();
  } catch (cause) {
    await writer.abandon().catch(() => undefined);
    await rm(into, { force: true });
    throw cause;
  } finally {
    await Promise.all(sources.map(({ handle }) => handle.close()));
  }
}

async function openSource(file: string): Promise<Source> {
  const table = openKeyedTable(file);
  const { rows } = table;
  table.close();
  return { handle: await open(file, 'r'), rows, chunk: Buffer.alloc(0), read: 0, at: 0 };
}

async function refill(source: Source, width: number): Promise<boolean> {
  const count = Math.min(chunkRows, source.rows - source.read);
  if (count === 0) return false;
  const chunk = source.chunk.length === chunkRows * width ? source.chunk : Buffer.allocUnsafe(chunkRows * width);
  await source.handle.read(chunk, 0, count * width, source.read * width);
  source.chunk = chunk.subarray(0, count * width);
  source.read += count;
  source.at = 0;
  return true;
}
