// Every file that paths name, folders walked in the order of their names.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotRun } from '../exit.ts';

/** Hidden files and links are left out. Rejects with CannotRun for a path that is not there. */
export async function* filesBelow(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found === null) throw new CannotRun(`${path} is not there`);
    if (found.isDirectory()) yield* walk(path);
    else yield path;
  }
}

async function* walk(folder: string): AsyncGenerator<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* walk(join(folder, entry.name));
    else if (entry.isFile()) yield join(folder, entry.name);
  }
}
