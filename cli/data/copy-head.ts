// What begins a backup or an export, and who is told of it.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { callControl, NotRunning } from '../../adapters/local/control-socket.ts';
import { type CopyHead, UnsoundCopy } from '../../adapters/local/copies/manifest.ts';
import { AlreadyRunning, takeLock } from '../../adapters/local/folder-lock.ts';
import { databaseName, openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { CannotRun } from '../exit.ts';

export async function newHead(format: CopyHead['format']): Promise<CopyHead> {
  const about = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(about) as { version: string };
  return { format, id: randomUUID(), version, at: Date.now() };
}

export type CopyAction = 'backup-made' | 'backup-restored' | 'data-exported';

/** In the trail before it is done, by the gateway where one runs. Rejects with CannotRun where there is no ledger. */
export async function recordCopy(data: string, action: CopyAction, { id }: Pick<CopyHead, 'id'>): Promise<void> {
  if (!existsSync(join(data, databaseName))) throw new CannotRun(`${data} is no data folder; name it with --data`);
  try {
    await callControl(data, 'data-copied', { action, id });
  } catch (cause) {
    if (!(cause instanceof NotRunning)) throw cause;
    await recordAlone(data, action, id);
  }
}

async function recordAlone(data: string, action: CopyAction, id: string): Promise<void> {
  const lock = await takeLock(data);
  try {
    const ledger = await openLedger(data);
    const event = { at: Date.now(), actor: 'command line', action, subject: id, detail: { client: 'command line' } };
    await ledger.commit([{ type: 'audit', event }]).finally(() => ledger.close());
  } finally {
    await lock.release();
  }
}

/** The one folder that a command names, absolute. */
export function oneFolder([folder, ...more]: readonly string[], command: string): string {
  if (folder === undefined || more.length > 0) throw new CannotRun(`name one folder; see ${command} --help`);
  return resolve(folder);
}

/** What a person can mend is one line; anything else is a fault. */
export function asCannotRun(cause: unknown): Error {
  if (cause instanceof CannotRun) return cause;
  const known = cause instanceof UnsoundCopy || cause instanceof AlreadyRunning;
  const { code, path, message } = cause as NodeJS.ErrnoException;
  if (known || code === undefined) return new CannotRun(message, { cause });
  return new CannotRun(`${path ?? 'a file'} cannot be read or written (${code}); choose another folder`, { cause });
}
