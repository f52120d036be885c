// Builds what is deployed, under dist/: one folder a function with its handler, the examining process and the policy, and the
// layers beside them. `--pack NAME|DIR` (more than once) chooses packs; without it all shipped ones are bundled. `--out DIR`
// builds elsewhere.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { checkedTexts } from '../core/oversight/notices/notice-texts.ts';
import { loadPolicy } from '../core/rulebook/load-rulebook.ts';
import { functions, workerNames } from '../lambdas/functions.ts';
import { packed } from '../lambdas/policy-bundle.ts';
import { buildLayers, layered } from './layers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const policyFolder = join(root, 'policy');
const mostBytes = 5 * 2 ** 20;

/** Large, and needed for mail from outside alone: a program of its own, which is read when the first such mail comes. */
const apart = 'mailauth';

const preamble = "'use strict';const __moduleUrl=require('node:url').pathToFileURL(__filename).href;";

/** CommonJS: Lambda's layers are on NODE_PATH, which import does not look at. Heavy readers are required when first needed. */
const options = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  external: [...layered, apart],
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': '__moduleUrl' },
  banner: { js: preamble },
  mainFields: ['module', 'main'],
  logLevel: 'warning',
} satisfies BuildOptions;

/** As a function, which lambdas/start-program.ts calls as Node would call the module. */
const startedApart = {
  ...options,
  banner: { js: `(function(exports,require,module,__filename,__dirname){${preamble}` },
  footer: { js: '})' },
} satisfies BuildOptions;

/** Resolves with the bytes of the program. */
async function bundle(entry: string, outfile: string, given: BuildOptions = options): Promise<number> {
  await build({ ...given, entryPoints: [join(root, entry)], outfile });
  const { size } = statSync(outfile);
  if (size > mostBytes)
    throw new Error(`${outfile} has ${size} bytes, more than ${mostBytes}; put a package in a layer`);
  return size;
}

/** Compiling takes longer than anything else at a cold start. */
function compile(folder: string, name: string): void {
  const [program, compiled] = [join(folder, `${name}.program.js`), join(folder, `${name}.compiled`)];
  execFileSync(process.execPath, ['--no-lazy', join(root, 'tools', 'compile-program.ts'), program, compiled]);
}

/** Keeps its name: the reading processes start it as a thread by that name. */
const watch = 'parent-watch.ts';

/** The sign-in provider in it calls what it stores by the names of its classes. */
const withSignIn = 'serve-console';

/** What browsers load from the console, as it is. */
function writeAssets(own: string): void {
  cpSync(join(root, 'console', 'assets'), join(own, 'assets'), { recursive: true });
  copyFileSync(join(root, 'console', 'sign-in', 'passkey.js'), join(own, 'passkey.js'));
}

interface BundledPack {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function bundledPack(pack: string): BundledPack {
  const { files, pack: name } = readPolicyFolder(policyFolder, pack);
  return { name, bytes: packed({ policy: loadPolicy(files, name), notices: checkedTexts(files) }) };
}

function shippedPacks(): readonly string[] {
  return readdirSync(join(policyFolder, 'packs'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => basename(name, '.yaml'));
}

function writePacks(folder: string, packs: readonly BundledPack[]): void {
  mkdirSync(join(folder, 'policy'), { recursive: true });
  for (const { name, bytes } of packs) writeFileSync(join(folder, 'policy', `${name}.bin`), bytes);
}

/** Makes `lambdas/` in the folder anew. Resolves with the bytes of each program. */
export async function bundleLambdas(dist: string, packs = shippedPacks()): Promise<ReadonlyMap<string, number>> {
  const folder = join(dist, 'lambdas');
  rmSync(folder, { recursive: true, force: true });
  const bundled = packs.map(bundledPack);
  const common = join(folder, '.common');
  const sizes = new Map<string, number>();
  const [checking, starter] = [join(common, 'checking.js'), join(common, 'start.js')];
  sizes.set(apart, await bundle(`node_modules/${apart}/lib/mailauth.js`, checking, { ...options, external: [] }));
  await bundle('lambdas/start-program.ts', starter, { ...options, banner: {} });
  await bundle(`gateway/workers/${watch}`, join(common, watch));
  for (const worker of workerNames) {
    const name = `${worker}-worker`;
    sizes.set(name, await bundle(`gateway/workers/${name}.ts`, join(common, `${name}.program.js`), startedApart));
    compile(common, name);
  }
  for (const { name, workers = [], environment, decidesAccess } of functions) {
    const own = join(folder, name);
    const given = { ...startedApart, keepNames: name === withSignIn };
    sizes.set(name, await bundle(`lambdas/${name}/handler.ts`, join(own, 'index.program.js'), given));
    compile(own, 'index');
    copyFileSync(starter, join(own, 'index.js'));
    writeFileSync(join(own, 'package.json'), '{"type":"commonjs"}\n');
    if (environment.includes('POSTERN_PACK')) writePacks(own, bundled);
    if (decidesAccess === true)
      cpSync(join(policyFolder, 'access'), join(own, 'policy', 'access'), { recursive: true });
    if (name === withSignIn) writeAssets(own);
    for (const worker of workers) {
      for (const file of [`${worker}-worker.program.js`, `${worker}-worker.compiled`, watch])
        copyFileSync(join(common, file), join(own, file));
      copyFileSync(starter, join(own, `${worker}-worker.js`));
    }
    if (!workers.includes('examine')) continue;
    mkdirSync(join(own, 'node_modules', apart), { recursive: true });
    copyFileSync(checking, join(own, 'node_modules', apart, 'index.js'));
  }
  rmSync(common, { recursive: true });
  return sizes;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { pack: { type: 'string', multiple: true }, out: { type: 'string' } } });
  const dist = values.out ?? join(root, 'dist');
  const sizes = await bundleLambdas(dist, values.pack ?? shippedPacks());
  for (const [name, bytes] of sizes) process.stdout.write(`${name.padEnd(20)} ${(bytes / 1024).toFixed(0)} KiB\n`);
  for (const [name, bytes] of buildLayers(join(dist, 'layers')))
    process.stdout.write(`layer ${name.padEnd(14)} ${(bytes / 2 ** 20).toFixed(1)} MiB unpacked\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
