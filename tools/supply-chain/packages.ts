// The packages of the lock file, as they are installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Not for building or testing alone. */
  readonly ships: boolean;
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

const folder = 'node_modules/';

/** Of the project in `root`. A licence the lock file does not name is taken from the package itself. */
export function lockedPackages(root: string): readonly LockedPackage[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      name: path.slice(path.lastIndexOf(folder) + folder.length),
      version: entry.version ?? 'unknown',
      licence: entry.license ?? licenceOf(join(root, path, 'package.json')) ?? 'no licence named',
      ships: entry.dev !== true && entry.devOptional !== true,
    }));
}

function licenceOf(manifest: string): string | undefined {
  if (!existsSync(manifest)) return undefined;
  const { license } = JSON.parse(readFileSync(manifest, 'utf8')) as { license?: string | { type?: string } };
  return typeof license === 'object' ? license.type : license;
}
