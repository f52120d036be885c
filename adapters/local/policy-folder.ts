// Reads policy files from disk as values; what they mean is core/rulebook's business.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

export interface PolicyOnDisk {
  /** Contents by path, the first segment being the folder's name: `policy/packs/default.yaml`. */
  readonly files: ReadonlyMap<string, string>;
  /** Name of the pack to use. */
  readonly pack: string;
}

/**
 * `pack` is the name of a pack in the folder, or a folder of the organisation's own with `pack.yaml` in it and, where it
 * likes, `organisation.yaml` and its own `rules/`, `schemes/` and `lists/`. Throws when a folder cannot be read.
 */
export function readPolicyFolder(folder: string, pack = 'default'): PolicyOnDisk {
  const files = new Map<string, string>();
  readInto(files, resolve(folder), 'policy');
  if (!isFolder(pack)) return { files, pack };
  const own = resolve(pack);
  // The shipped policy has the name "policy"; a folder of the same name must not hide it.
  const name = basename(own) === 'policy' ? 'own-policy' : basename(own);
  readInto(files, own, name);
  return { files, pack: name };
}

function readInto(files: Map<string, string>, folder: string, name: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) readInto(files, path, `${name}/${entry.name}`);
    else if (/\.(yaml|txt|yar)$/.test(entry.name)) files.set(`${name}/${entry.name}`, readFileSync(path, 'utf8'));
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
