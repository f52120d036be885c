// Opens everything that core needs on one machine, in one data folder.
import { openFileMailStore } from '../adapters/local/file-mail-store.ts';
import { type FolderLock, takeLock } from '../adapters/local/folder-lock.ts';
import { type LocalKeys, startKeys } from '../adapters/local/key-client.ts';
import { openLedger } from '../adapters/local/sqlite-ledger.ts';
import { type AuthenticatorOptions, mailauthAuthenticator } from '../adapters/mailauth/mailauth-authenticator.ts';
import type { Examiner, Ports } from '../core/ports.ts';

export interface LocalPorts {
  readonly ports: Ports;
  /** The same as in the ports, with what only this host's key process does. */
  readonly keys: LocalKeys;
  close(): Promise<void>;
}

/** Milliseconds for the SPF, DKIM, DMARC and ARC checks of one message. */
const authenticationTime = 10_000;

/**
 * `startExaminer` makes the processes that read mail; the keys it needs may still be on their way when it is called;
 * `keysLost` hears when the key process was lost and cannot be started again.
 * Rejects, with nothing left open, when the folder is in use or cannot be written.
 */
export async function openLocalPorts(
  folder: string,
  site: Pick<AuthenticatorOptions, 'hostname' | 'dnsServers' | 'isOwnRelay'>,
  startExaminer: (keys: Promise<LocalKeys>) => Promise<Examiner & { close(): Promise<void> }>,
  keysLost: (cause: unknown) => void = () => undefined,
): Promise<LocalPorts> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const one of opened.reverse()) await one.close();
  };
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one);
    return one;
  };
  try {
    keep(asClosable(await takeLock(folder)));
    // All at once: each starts a process or thread of its own.
    const starting = startKeys(folder, keysLost).then(keep);
    const [keys, ledger, examiner] = await allOrNone([
      starting,
      openLedger(folder).then(keep),
      startExaminer(starting).then(keep),
    ]);
    const store = await openFileMailStore(folder, keys);
    const authenticator = mailauthAuthenticator({ ...site, time: authenticationTime });
    return { ports: { store, ledger, keys, rescans: keys, examiner, authenticator, clock: Date.now }, keys, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Like Promise.all, but rejects only when all have ended, so that what did start can be closed. */
async function allOrNone<T extends readonly Promise<unknown>[]>(
  all: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(all);
  return Promise.all(all);
}

function asClosable(lock: FolderLock) {
  return { close: () => lock.release() };
}
