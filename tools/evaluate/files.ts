// The files of a set: unpacked beside nothing of ours, and walked in one order.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Unpacks into a new folder outside the repository; rejects when the archive cannot be read. */
export async function unpack(archive: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-evaluate-'));
  try {
    await run('tar', ['-xzf', archive, '-C', folder, '--no-same-owner', '--no-same-permissions']);
    return folder;
  } catch (cause) {
    await remove(folder);
    throw cause;
  }
}

export async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Paths of all files below, sorted. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
