// Copies a data folder while its gateway runs: what the ledger's copy says was kept is in the copy of the content.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { backup } from 'node:sqlite';
import { isMissing, makeFolder } from '../durable-file.ts';
import { openToRead } from '../read-only-database.ts';
import { databaseName } from '../sqlite-ledger.ts';
import { filesBelow } from './folder-files.ts';
import { writeKeyBundle } from './key-bundle.ts';
import { type CopyHead, manifestText, mustBeEmpty, UnsoundCopy, writeManifest } from './manifest.ts';
import { hashFile, type WrittenFile, writeFile } from './written-file.ts';

export interface Backup {
  readonly files: number;
  readonly bytes: number;
  readonly keys: number;
}

/**
 * Signed checkpoints first, since they must not be ahead of the ledger; content after it, since content is written before
 * the ledger says so. Raw copies stay out: their senders still have what they are copies of.
 */
const before = ['audit'];
const after = ['mail/sealed', 'registers', 'delivered'];

/** Whether a backup writes such a file: what decides who may do what, such as keys, comes of the file of keys alone. */
export function isOfBackup(path: string): boolean {
  return path === databaseName || [...before, ...after].some((folder) => path.startsWith(`${folder}/`));
}

/** `folder` must be new. Rejects with UnsoundCopy; what was written of an unfinished backup has no manifest. */
export async function makeBackup(data: string, folder: string, keyFile: string, head: CopyHead): Promise<Backup> {
  await mustBeEmpty(folder);
  await mustNotExist(keyFile);
  await makeFolder(folder);
  const files = [
    ...(await copyFolders(data, folder, before)),
    await copyDatabase(data, folder),
    ...(await copyFolders(data, folder, after)),
  ];
  const manifest = createHash('sha256').update(manifestText(head, files)).digest('hex');
  const keys = await writeKeyBundle(data, keyFile, { id: head.id, manifest });
  try {
    await writeManifest(folder, head, files);
  } catch (cause) {
    await rm(keyFile, { force: true });
    throw cause;
  }
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), keys };
}

async function mustNotExist(file: string): Promise<void> {
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (there) throw new UnsoundCopy(`${file} is there already; name another with --keys`);
}

const allPages = 2 ** 31 - 1;

/** In one step: writers go on beside it, and the copy is of one moment (sqlite.org/backup.html). */
async function copyDatabase(data: string, folder: string): Promise<WrittenFile> {
  const database = openToRead(join(data, databaseName));
  try {
    await backup(database, join(folder, databaseName), { rate: allPages });
  } finally {
    database.close();
  }
  await chmod(join(folder, databaseName), 0o600);
  return { path: databaseName, ...(await hashFile(join(folder, databaseName))) };
}

export async function copyFolders(
  data: string,
  folder: string,
  names: readonly string[],
): Promise<readonly WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const name of names)
    for await (const path of filesBelow(data, name)) {
      if (basename(path).startsWith('.')) continue;
      const copied = await copyFile(data, folder, path);
      if (copied !== null) files.push(copied);
    }
  return files;
}

/** Null when it went meanwhile, as what is disposed of does. */
async function copyFile(data: string, folder: string, path: string): Promise<WrittenFile | null> {
  try {
    await access(join(data, path));
    return await writeFile(folder, path, createReadStream(join(data, path)));
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}
