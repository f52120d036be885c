// What opens each sealed item, one small file a sealing, kept apart from the content so that it can be destroyed.
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flushFolder, isMissing, makeFolder, writeDurably } from './durable-file.ts';

const wrappingName = /^[0-9a-f]{32}$/;

export function wrappingFiles(folder: string) {
  const place = (item: string) => {
    const hash = createHash('sha256').update(item).digest('hex');
    return join(folder, hash.slice(0, 2), hash);
  };
  return {
    keepWrapping: async (item: string, name: string, wrapping: Uint8Array): Promise<void> => {
      if (!wrappingName.test(name)) throw new Error('that is no name of a sealing');
      await makeFolder(place(item));
      await writeDurably(join(place(item), name), wrapping);
    },
    wrapping: async (item: string, name: string): Promise<Uint8Array | null> => {
      try {
        return wrappingName.test(name) ? await readFile(join(place(item), name)) : null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    destroyWrappings: async (item: string): Promise<void> => {
      const names = await readdir(place(item)).catch(() => []);
      for (const name of names) await destroyFile(join(place(item), name));
      if (names.length === 0) return;
      await rmdir(place(item)).catch(() => undefined);
      await flushFolder(join(place(item), '..'));
    },
  };
}

/** Overwritten first, for disks that write in place. */
export async function destroyFile(file: string): Promise<void> {
  await writeFile(file, randomBytes(96), { flush: true });
  await unlink(file);
}
