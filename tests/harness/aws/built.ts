// What the tests of the functions run: the bundles, the layers and the runtime client, built when they are not there or older than
// their sources.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Built {
  readonly dist: string;
  /** Folder of Lambda's runtime client. */
  readonly client: string;
  readonly layers: readonly string[];
}

/** Apart from what is deployed from, and named by the sources: several may ask for it at the same time. */
export function built(): Built {
  const kept = join(root, '.cache', 'functions');
  const dist = join(kept, String(Math.floor(Math.max(...sources.map((name) => newest(join(root, name)))))));
  if (!existsSync(dist)) {
    const making = mkdtempSync(join(tmpdir(), 'postern-bundles-'));
    execFileSync(process.execPath, [join(root, 'tools', 'bundle-lambdas.ts'), '--out', making], { stdio: 'pipe' });
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(kept, { recursive: true });
    cpSync(making, dist, { recursive: true });
    rmSync(making, { recursive: true });
  }
  const client = execFileSync(join(root, 'tools', 'build-runtime-client.sh'), { encoding: 'utf8' }).trim();
  return { dist, client, layers: ['re2', 'readers'].map((name) => join(dist, 'layers', name)) };
}

const sources = [
  'core',
  'adapters',
  'gateway',
  'lambdas',
  'policy',
  'tools/bundle-lambdas.ts',
  'tools/compile-program.ts',
  'tools/layers.ts',
];

function newest(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}
