// Files of a copy, each written once, flushed, and known by its SHA-256.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../durable-file.ts';

export interface WrittenFile {
  /** Below the copy's folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

type Chunks = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** A new file for its owner alone. Rejects when there is one of that name; of one that fails midway nothing is left. */
export async function writeFile(folder: string, path: string, chunks: Chunks): Promise<WrittenFile> {
  const file = join(folder, path);
  await makeFolder(dirname(file));
  const handle = await open(file, 'wx', 0o600);
  try {
    const written = await writeChunks(handle, chunks);
    await handle.sync();
    return { path, ...written };
  } catch (cause) {
    await rm(file, { force: true });
    throw cause;
  } finally {
    await handle.close();
  }
}

/** Small pieces are written together. */
const together = 65_536;

async function writeChunks(handle: FileHandle, chunks: Chunks): Promise<Omit<WrittenFile, 'path'>> {
  const hash = createHash('sha256');
  let [bytes, waiting, size] = [0, [] as Uint8Array[], 0];
  const flush = async () => {
    if (size > 0) await handle.appendFile(Buffer.concat(waiting));
    [waiting, size] = [[], 0];
  };
  for await (const chunk of chunks) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    hash.update(piece);
    bytes += piece.length;
    waiting.push(piece);
    size += piece.length;
    if (size >= together) await flush();
  }
  await flush();
  return { bytes, sha256: hash.digest('hex') };
}

export async function hashFile(file: string): Promise<Omit<WrittenFile, 'path'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
