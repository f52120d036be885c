// Makes a data folder of a backup: everything is checked before the first byte is written.
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { flushFolder, makeFolder } from '../durable-file.ts';
import { databaseName } from '../sqlite-ledger.ts';
import { readKeyBundle } from './key-bundle.ts';
import { isOfBackup } from './make-backup.ts';
import { type CopyHead, checkCopy, manifestName, mustBeEmpty, UnsoundCopy } from './manifest.ts';
import { hashFile, writeFile } from './written-file.ts';

/** `data` must be new. Rejects with UnsoundCopy, with nothing written unless the disk fails midway. */
export async function restoreBackup(folder: string, keyFile: string, data: string): Promise<CopyHead> {
  await mustBeEmpty(data);
  const { head, files } = await checkCopy(folder, 'postern backup 1');
  const strange = files.find(({ path }) => !isOfBackup(path));
  if (strange !== undefined)
    throw new UnsoundCopy(`${folder} was changed: no backup holds ${strange.path}; use another copy`);
  const keyed = { id: head.id, manifest: (await hashFile(join(folder, manifestName))).sha256 };
  for await (const _ of readKeyBundle(keyFile, keyed));
  checkDatabase(join(folder, databaseName));
  await makeFolder(data);
  for (const { path } of files) await writeFile(data, path, createReadStream(join(folder, path)));
  for await (const { path, bytes } of readKeyBundle(keyFile, keyed)) await writeFile(data, path, [bytes]);
  await flushFolder(data);
  return head;
}

/** Nobody writes a backup, and it may lie where nobody can: SQLite must not look for a log beside it. */
function checkDatabase(file: string): void {
  const url = pathToFileURL(resolve(file));
  url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { readOnly: true });
  try {
    const [found] = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {});
    if (found !== 'ok') throw new UnsoundCopy(`${file} is damaged; use another copy`);
  } finally {
    database.close();
  }
}
