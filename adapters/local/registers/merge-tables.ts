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
  /** Of the row we are at; infinite behind the last. */
  key: number;
}

/** Writes `into`, which must not exist, keeping the rows that `keep` wants, or all. Leaves nothing behind when it rejects. */
export async function mergeTables(
  files: readonly string[],
  into: string,
  width: number,
  keep: ((row: Buffer) => boolean) | null,
): Promise<void> {
  const sources = await Promise.all(files.map((file) => openSource(file, width)));
  const writer = await createKeyedTable(into, width);
  try {
    let out = Buffer.allocUnsafe(chunkRows * width);
    let count = 0;
    for (;;) {
      const least = leastOf(sources);
      if (least === null) break;
      const start = least.at * width;
      const kept = keep === null || keep(least.chunk.subarray(start, start + width));
      if (kept) least.chunk.copy(out, count++ * width, start, start + width);
      if (!advance(least, width)) await refill(least, width);
      if (!kept) continue;
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

function leastOf(sources: readonly Source[]): Source | null {
  let least: Source | null = null;
  for (const source of sources) if (source.key < (least?.key ?? Number.POSITIVE_INFINITY)) least = source;
  return least;
}

/** False when the chunk is at its end. */
function advance(source: Source, width: number): boolean {
  const start = ++source.at * width;
  if (start >= source.chunk.length) return false;
  source.key = source.chunk.readUIntBE(start, keyBytes);
  return true;
}

async function openSource(file: string, width: number): Promise<Source> {
  const table = openKeyedTable(file);
  const { rows } = table;
  table.close();
  const source = { handle: await open(file, 'r'), rows, chunk: Buffer.alloc(0), read: 0, at: 0, key: 0 };
  await refill(source, width);
  return source;
}

async function refill(source: Source, width: number): Promise<void> {
  const count = Math.min(chunkRows, source.rows - source.read);
  source.at = -1;
  source.key = Number.POSITIVE_INFINITY;
  source.chunk = source.chunk.subarray(0, 0);
  if (count === 0) return;
  const chunk = Buffer.allocUnsafe(count * width);
  await source.handle.read(chunk, 0, count * width, source.read * width);
  source.chunk = chunk;
  source.read += count;
  advance(source, width);
}
