// Opens everything that core needs on one machine, in one data folder.
import { openFileMailStore } from '../adapters/local/file-mail-store.ts';
import { type FolderLock, takeLock } from '../adapters/local/folder-lock.ts';
import { type LocalKeys, startKeys } from '../adapters/local/key-client.ts';
import { openLedger } from '../adapters/local/sqlite-ledger.ts';
import { mailauthAuthenticator } from '../adapters/mailauth/mailauth-authenticator.ts';
import type { Examiner, Ports } from '../core/ports.ts';

export interface LocalPorts {
  readonly ports: Ports;
  close(): Promise<void>;
}

/** Milliseconds for the SPF, DKIM, DMARC and ARC checks of one message. */
const authenticationTime = 10_000;

/**
 * `startExaminer` makes the process that reads mail; it needs the key for fingerprints. Rejects, with nothing left open,
 * when the folder is in use or cannot be written.
 */
export async function openLocalPorts(
  folder: string,
  hostname: string,
  startExaminer: (keys: LocalKeys) => Promise<Examiner & { close(): Promise<void> }>,
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
    const [keys, ledger] = await Promise.all([startKeys(folder).then(keep), openLedger(folder).then(keep)]);
    const [examiner, store] = await Promise.all([startExaminer(keys).then(keep), openFileMailStore(folder, keys)]);
    const authenticator = mailauthAuthenticator({ hostname, time: authenticationTime });
    return { ports: { store, ledger, keys, examiner, authenticator, clock: Date.now }, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

function asClosable(lock: FolderLock) {
  return { close: () => lock.release() };
}
