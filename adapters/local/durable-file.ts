// Writing a file so that after a crash it is there whole, or not there at all.
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces `file`; resolves when bytes and name are durable. The unfinished file lies in `temporary`, which must be on
 * the same file system. Nothing is left behind when it rejects.
 */
export async function writeDurably(file: string, bytes: Uint8Array, temporary: string = dirname(file)): Promise<void> {
  const unfinished = join(temporary, `.${basename(file).slice(0, 64)}.${randomUUID()}`);
  try {
    const handle = await open(unfinished, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await flushFolder(dirname(file));
}

/** Makes names that were added to or taken from a folder durable. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Succeeds when there is no such file. */
export async function removeDurably(file: string): Promise<void> {
  if (await removed(file)) await flushFolder(dirname(file));
}

/** Whether there was such a file. A power failure may bring it back. */
export async function removed(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Makes a folder, readable by the owner alone, and its name durable; succeeds when it is there. */
export async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  await flushFolder(dirname(folder));
  if (made !== folder) await flushFolder(dirname(made));
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
