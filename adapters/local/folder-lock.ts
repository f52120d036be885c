// One gateway a data folder: a lock that the operating system lets go of when its holder dies, however it dies.
import { constants } from 'node:fs';
import { access, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  release(): Promise<void>;
}

export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
}

/**
 * Rejects with AlreadyRunning while another process holds it. SQLite is used for its portable file locks alone (Node has
 * none): they end with the process, so nothing stale is ever left and no process id is mistaken for another's.
 */
export async function takeLock(folder: string): Promise<FolderLock> {
  await makeFolder(folder);
  // SQLite would not say what is wrong with it: a file in its place, or no right to write.
  await access(`${folder}/.`, constants.W_OK | constants.X_OK);
  const note = join(folder, 'lock.pid');
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    const holder = await readFile(note, 'utf8').catch(() => '');
    throw new AlreadyRunning(
      `another process ${holder.trim()} works on this data folder; stop it, or use another folder`,
      { cause },
    );
  }
  // Only for people: who holds the lock is decided by the lock.
  await writeFile(note, `${process.pid}\n`, { mode: 0o600 });
  return {
    release: async () => {
      await rm(note, { force: true });
      database.close();
    },
  };
}

/** Node's own recursive mkdir spins for ever where a file system has no folder to give, as /proc. */
async function makeFolder(folder: string): Promise<void> {
  const make = () => mkdir(folder, { mode: 0o700 });
  try {
    await make();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || (await stat(dirname(folder)).catch(() => null)) !== null) throw cause;
    await makeFolder(dirname(folder));
    await make();
  }
}
