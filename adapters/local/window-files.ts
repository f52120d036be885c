// Keys of the windows in which candidate passwords wait, as files of the key store; destroyed when the last one has waited.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWindowOpen } from './candidates.ts';
import { flushFolder, isMissing, writeDurably } from './durable-file.ts';
import { destroyFile } from './wrapping-files.ts';

export function windowFiles(folder: string) {
  const read = async (window: string): Promise<KeyObject | null> => {
    try {
      return createPrivateKey(await readFile(join(folder, window)));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };
  return {
    windowKey: async (window: string, now: number) => (isWindowOpen(window, now) ? read(window) : null),
    makeWindowKey: async (window: string): Promise<KeyObject> => {
      const known = await read(window);
      if (known !== null) return known;
      const { privateKey } = generateKeyPairSync('x25519');
      await writeDurably(join(folder, window), Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' })));
      return privateKey;
    },
    destroyOldWindows: async (now: number): Promise<void> => {
      const old = (await readdir(folder)).filter((window) => !isWindowOpen(window, now));
      for (const window of old) await destroyFile(join(folder, window));
      if (old.length > 0) await flushFolder(folder);
    },
  };
}
