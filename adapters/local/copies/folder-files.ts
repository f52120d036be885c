// The files of a folder and of those below it, in a stable order.
import { opendir } from 'node:fs/promises';
import { isMissing } from '../durable-file.ts';

/** Paths below `root`, with slashes; none when the folder does not exist. Sockets and links are left out. */
export async function* filesBelow(root: string, path: string): AsyncGenerator<string> {
  const entries = await entriesOf(`${root}/${path}`);
  for (const entry of entries) {
    const below = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(root, below);
    else if (entry.isFile()) yield below;
  }
}

async function entriesOf(folder: string) {
  try {
    const entries = await Array.fromAsync(await opendir(folder));
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}
