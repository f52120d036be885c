// The layers of the functions: packages with native code, wasm or data, copied as Lambda unpacks them, without what is never
// loaded. What goes in is checked against Amazon Linux 2023, since it was built on another system.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LayerName } from '../lambdas/functions.ts';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

const roots: Readonly<Record<LayerName, readonly string[]>> = {
  re2: ['re2'],
  readers: [
    '7z-wasm',
    '@embedpdf/pdfium',
    'wasmagic',
    'tesseract.js',
    '@tesseract.js-data/eng',
    '@tesseract.js-data/fra',
    'zxing-wasm',
    'sharp',
    '@virustotal/yara-x',
    '@cedar-policy/cedar-wasm',
  ],
};

/** Packages that bundles leave out and find in a layer. */
export const layered: readonly string[] = Object.values(roots).flat();

/** Never loaded at run time: sources, builds for browsers, other variants of engines and language data. */
const unneeded: readonly RegExp[] = [
  /^re2\/(?:vendor|scripts|binding\.gyp|build\/(?!Release$|Release\/re2\.node$))/,
  /^re2\/build\/Release\/(?!re2\.node$)/,
  /^@tesseract\.js-data\/[a-z]+\/(?!4\.0\.0_best_int|package\.json|index)/,
  /^tesseract\.js-core\/(?!package\.json$|index\.js$|tesseract-core(?:-(?:relaxed)?simd)?-lstm\.(?:js|wasm)$)/,
  /^tesseract\.js\/(?:dist|docs|scripts|examples|tests|benchmarks)/,
  /^@cedar-policy\/cedar-wasm\/(?:esm|web)(?:$|\/)/,
  /^@embedpdf\/pdfium\/dist\/(?!index\.(?:cjs|js)$|pdfium\.wasm$)/,
  /\.(?:map|md|ts|flow|cc|h)$/i,
  /\/(?:test|tests|docs|example|examples|benchmark)$/,
];

/** Built on another Linux, run on Amazon Linux 2023. */
const newest: Readonly<Record<string, readonly number[]>> = { GLIBC: [2, 34], GLIBCXX: [3, 4, 29], CXXABI: [1, 3, 13] };
const mostBytesInAll = 250 * 2 ** 20;

/** Makes the layers anew. Answers with the unpacked bytes of each; throws when they would not run or not fit. */
export function buildLayers(folder: string): ReadonlyMap<LayerName, number> {
  rmSync(folder, { recursive: true, force: true });
  const sizes = new Map<LayerName, number>();
  for (const name of Object.keys(roots) as LayerName[]) {
    const target = join(folder, name, 'nodejs', 'node_modules');
    for (const path of closure(roots[name])) {
      cpSync(join(modules, path), join(target, path), { recursive: true, filter: (from) => isNeeded(from) });
    }
    for (const addon of filesIn(target).filter((file) => file.endsWith('.node'))) {
      checkSymbols(addon);
      // What a debugger needs is most of it, and would be read at every cold start.
      execFileSync('strip', ['--strip-unneeded', addon]);
    }
    sizes.set(
      name,
      filesIn(target).reduce((sum, file) => sum + statSync(file).size, 0),
    );
  }
  const all = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (all > mostBytesInAll)
    throw new Error(`the layers have ${all} bytes, more than Lambda unpacks; leave something out`);
  return sizes;
}

function isNeeded(from: string): boolean {
  const path = from.slice(modules.length + 1);
  return !unneeded.some((pattern) => pattern.test(path));
}

/** A package and all that it depends on, as folders under node_modules. */
function closure(names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const path = resolved(name, from);
    if (path === null || found.has(path)) return;
    found.add(path);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(modules, path, 'package.json'), 'utf8'),
    ) as Record<'dependencies' | 'optionalDependencies', Record<string, string> | undefined>;
    // What builds an add-on is no part of what runs.
    if (name === 're2') return;
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
      // Native halves of other systems are installed beside ours; Lambda's has glibc.
      if (!/musl|win32|darwin|wasm32/.test(dependency)) visit(dependency, path);
    }
  };
  for (const name of names) visit(name, '');
  return [...found];
}

/** As Node looks for it: beside the one that asks, then further up. */
function resolved(name: string, from: string): string | null {
  for (let at = from; at !== '' && at !== '.'; at = dirname(at)) {
    const nested = join(at, 'node_modules', name);
    if (existsSync(join(modules, nested, 'package.json'))) return nested;
  }
  return existsSync(join(modules, name, 'package.json')) ? name : null;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Throws when the add-on asks for a newer C library than Amazon Linux 2023 has. */
export function checkSymbols(addon: string): void {
  const symbols = execFileSync('objdump', ['-T', addon], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  for (const [, library = '', version = ''] of symbols.matchAll(/\b(GLIBC|GLIBCXX|CXXABI)_(\d+(?:\.\d+)*)\b/g)) {
    const limit = newest[library] ?? [];
    if (isNewer(version.split('.').map(Number), limit))
      throw new Error(
        `${addon} needs ${library}_${version}, newer than Amazon Linux 2023; build it on an older system`,
      );
  }
}

function isNewer(version: readonly number[], limit: readonly number[]): boolean {
  for (const [index, part] of version.entries()) {
    const most = limit[index] ?? 0;
    if (part !== most) return part > most;
  }
  return false;
}
