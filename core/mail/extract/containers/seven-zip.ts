// The one place that knows 7z-wasm (LGPL-2.1 with the unRAR restriction: a separate file that may be replaced).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { UnreadReason } from '../../../model/part.ts';
import { type Budget, LimitReached } from '../limits.ts';
import type { Child } from '../reader.ts';
import { factsOfName } from './entry-facts.ts';
import { brokenNames, comparable, hidesNames, type Listed, parseListing } from './seven-zip-listing.ts';
import { capMemory } from './wasm-memory.ts';

const require = createRequire(import.meta.url);
const maximumPages = 4096; // 256 MiB
const maximumEntries = 10_000;
/** Everything that comes out of one archive is in memory at once. */
const maximumOutput = 128 * 2 ** 20;
const maximumRatio = 200;
const ratioFreeBytes = 16 * 2 ** 20;

interface StreamOps {
  write(...args: readonly unknown[]): number;
  read(...args: readonly unknown[]): number;
}

interface FileSystem {
  writeFile(path: string, bytes: Uint8Array): void;
  readFile(path: string): Uint8Array;
  readdir(path: string): string[];
  unlink(path: string): void;
  lstat(path: string): { mode: number; size: number };
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  open(path: string, flags: string): { stream_ops: StreamOps };
  close(stream: unknown): void;
  mknod(path: string, ...rest: readonly unknown[]): unknown;
}

interface Engine {
  readonly FS: FileSystem;
  callMain(args: readonly string[]): number | undefined;
}

type EngineFactory = (options: Record<string, unknown>) => Promise<Engine>;

/**
 * Unpacks an archive of a type that 7-Zip names (`-t`). Entries that do not come out are children without bytes.
 * Throws LimitReached, or Error when 7-Zip cannot open it. Without a password it is given a wrong one, so that it does not ask.
 */
export async function* unpackArchive(
  bytes: Uint8Array,
  type: string,
  budget: Budget,
  password: string | null = null,
): AsyncGenerator<Child> {
  const key = `-p${password ?? 'X'}`;
  const listing = await run(bytes, ['l', '-slt', ...quiet, `-t${type}`, key, '/in.bin'], budget);
  if (listing.limit !== null) throw new LimitReached(listing.limit);
  const { entries, volume, tail } = parseListing(listing.output);
  if (entries.length > maximumEntries) throw new LimitReached('too-many-parts');
  if (entries.length === 0) {
    if (volume) throw new LimitReached('split');
    if (type === '7z' && hidesNames(bytes)) throw new LimitReached('encrypted');
    if (listing.failed || tail) throw openError(`${listing.messages}\n${listing.output}`);
  }
  // -aou keeps both of two entries with one name.
  const unpacking = await run(bytes, ['x', '-y', '-aou', ...quiet, `-t${type}`, key, '-o/o', '/in.bin'], budget);
  const missing = new Map(entries.map((entry) => [comparable(entry.name), entry]));
  for (const file of filesIn(unpacking.engine, '/o')) {
    const name = file.slice('/o/'.length);
    const listed = missing.get(comparable(name));
    missing.delete(comparable(name));
    yield childOf(unpacking, file, name, listed, budget);
  }
  for (const entry of missing.values()) {
    const facts = [...factsOfName(entry.name), ...(entry.symlink ? ['symlink'] : [])];
    if (entry.symlink) yield { name: entry.name, role: 'entry', bytes: new Uint8Array(0), facts };
    else yield { name: entry.name, role: 'entry', bytes: null, why: whyOf(unpacking, entry.name, entry), facts };
  }
  if (unpacking.limit !== null) throw new LimitReached(unpacking.limit);
  if (volume) throw new LimitReached('split');
}

/** Without the line about progress, which comes after a while and runs into the first line about an entry. */
const quiet = ['-bd', '-bsp0'];

function childOf(unpacking: Run, file: string, name: string, listed: Listed | undefined, budget: Budget): Child {
  const { FS } = unpacking.engine;
  const stat = FS.lstat(file);
  const facts = factsOfName(listed?.name ?? name);
  const child = { name: listed?.name ?? name, role: 'entry' as const, facts };
  if (!FS.isFile(stat.mode)) return { ...child, bytes: new Uint8Array(0), facts: [...facts, 'symlink'] };
  if (unpacking.broken.has(comparable(name)) || listed?.split === true) {
    return { ...child, bytes: null, why: whyOf(unpacking, name, listed) };
  }
  budget.spendBytes(stat.size);
  const bytes = FS.readFile(file);
  FS.unlink(file);
  return { ...child, bytes };
}

function whyOf({ broken, limit }: Run, name: string, listed: Listed | undefined): UnreadReason {
  if (listed?.encrypted === true) return 'encrypted';
  if (listed?.split === true) return 'split';
  return limit ?? broken.get(comparable(name)) ?? 'corrupt';
}

interface Run {
  readonly engine: Engine;
  readonly output: string;
  readonly messages: string;
  readonly failed: boolean;
  /** See brokenNames. */
  readonly broken: ReadonlyMap<string, UnreadReason>;
  readonly limit: UnreadReason | null;
}

/** One command in an instance of its own: an instance that was aborted or ran out of memory cannot be used again. */
async function run(bytes: Uint8Array, args: readonly string[], budget: Budget): Promise<Run> {
  const output: string[] = [];
  const messages: string[] = [];
  const print = (line: string): void => {
    budget.checkTime();
    if (output.push(line) > maximumEntries * 40) throw new LimitReached('too-many-parts');
  };
  const engine = await instantiate({
    print,
    printErr: (line: string) => void (messages.length < 20_000 && messages.push(line)),
  });
  engine.FS.writeFile('/in.bin', bytes);
  const ratioLimit = Math.max(ratioFreeBytes, bytes.length * maximumRatio);
  const writing = limitOutput(engine.FS, Math.min(maximumOutput, ratioLimit, budget.bytesLeft), budget);
  let limit: UnreadReason | null = null;
  let failed = false;
  const broken = new Map<string, UnreadReason>();
  try {
    failed = (engine.callMain(args) ?? 0) !== 0;
  } catch (error) {
    failed = true;
    if (error instanceof LimitReached) limit = error.why;
    // What was being written when it stopped is not whole.
    const cut = writing();
    if (cut !== null) broken.set(comparable(cut), limit ?? 'corrupt');
  }
  const text = messages.join('\n');
  for (const [name, why] of brokenNames(messages)) broken.set(name, why);
  return { engine, output: output.join('\n'), messages: text, failed, broken, limit };
}

/** Counts what is written to the in-memory file system, looks at the clock, and answers with the file written last. */
function limitOutput(fs: FileSystem, maximum: number, budget: Budget): () => string | null {
  const probe = fs.open('/probe', 'w+');
  const operations = probe.stream_ops;
  fs.close(probe);
  const { read, write } = operations;
  let written = 0;
  let path: string | null = null;
  operations.write = (...args) => {
    path = pathOf(args[0]);
    written += typeof args[3] === 'number' ? args[3] : 0;
    if (written > maximum) throw new LimitReached('too-large');
    budget.checkTime();
    return write(...args);
  };
  const { mknod } = fs;
  fs.mknod = (path, ...rest) => {
    if (path.split('/', deepestFolder + 1).length > deepestFolder) throw new LimitReached('too-deep');
    budget.checkTime();
    return mknod(path, ...rest);
  };
  operations.read = (...args) => {
    budget.checkTime();
    return read(...args);
  };
  return () => (path?.startsWith(outputFolder) === true ? path.slice(outputFolder.length) : null);
}

const outputFolder = '/o/';
/** Each level is walked anew for every file below it. */
const deepestFolder = 100;

function pathOf(stream: unknown): string | null {
  return typeof stream === 'object' && stream !== null && 'path' in stream && typeof stream.path === 'string'
    ? stream.path
    : null;
}

function openError(messages: string): Error {
  if (/encrypted archive|Wrong password/i.test(messages)) return new LimitReached('encrypted');
  if (/Missing volume/i.test(messages)) return new LimitReached('split');
  return new Error('archive cannot be opened; it is damaged');
}

function* filesIn(engine: Engine, folder: string, depth = 0): Generator<string> {
  if (depth > deepestFolder) throw new LimitReached('too-deep');
  let names: readonly string[];
  try {
    names = engine.FS.readdir(folder);
  } catch {
    return;
  }
  for (const name of names) {
    if (name === '.' || name === '..') continue;
    const path = `${folder}/${name}`;
    if (engine.FS.isDir(engine.FS.lstat(path).mode)) yield* filesIn(engine, path, depth + 1);
    else yield path;
  }
}

/** The part of the WebAssembly interface that is used; the compiler is set up without the browser's types. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
};

let compiled: object | null = null;

function instantiate(options: Record<string, unknown>): Promise<Engine> {
  compiled ??= new WebAssembly.Module(capMemory(readFileSync(require.resolve('7z-wasm/7zz.wasm')), maximumPages));
  const module = compiled;
  const factory: EngineFactory = require('7z-wasm');
  return factory({
    ...options,
    quit: () => undefined,
    instantiateWasm: (imports: object, done: (instance: object, module: object) => void) => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance, module);
      return instance.exports;
    },
  });
}
