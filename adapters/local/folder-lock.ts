// One gateway a data folder: a lock that the operating system lets go of when its holder dies, however it dies.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  await mkdir(folder, { recursive: true, mode: 0o700 });
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
