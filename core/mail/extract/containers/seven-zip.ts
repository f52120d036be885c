// The one place that knows 7z-wasm (LGPL-2.1 with the unRAR restriction: a separate file that may be replaced).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { UnreadReason } from '../../../model/part.ts';
import { type Budget, LimitReached } from '../limits.ts';
import type { Child } from '../reader.ts';
import { factsOfName } from './entry-facts.ts';
import { capMemory } from './wasm-memory.ts';

const require = createRequire(import.meta.url);
const maximumPages = 4096; // 256 MiB
const maximumEntries = 10_000;
/** Everything that comes out of one archive is in memory at once. */
const maximumOutput = 200 * 2 ** 20;
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
}

interface Engine {
  readonly FS: FileSystem;
  callMain(args: readonly string[]): number | undefined;
}

type EngineFactory = (options: Record<string, unknown>) => Promise<Engine>;

interface Listed {
  readonly name: string;
  readonly encrypted: boolean;
  readonly symlink: boolean;
}

/**
 * Unpacks an archive of a type that 7-Zip names (`-t`). Entries that do not come out are children without bytes.
 * Throws LimitReached, or Error when 7-Zip cannot open it.
 */
export async function* unpackArchive(bytes: Uint8Array, type: string, budget: Budget): AsyncGenerator<Child> {
  const listing = await run(bytes, ['l', '-slt', '-ba', `-t${type}`, '-pX', '/in.bin'], budget);
  if (listing.limit !== null) throw new LimitReached(listing.limit);
  const entries = parseListing(listing.output);
  if (entries.length > maximumEntries) throw new LimitReached('too-many-parts');
  if (entries.length === 0 && listing.failed) throw openError(`${listing.messages}\n${listing.output}`);
  // -aou keeps both of two entries with one name.
  const unpacking = await run(bytes, ['x', '-y', '-aou', `-t${type}`, '-pX', '-o/o', '/in.bin'], budget);
  const missing = new Map(entries.map((entry) => [comparable(entry.name), entry]));
  for (const file of filesIn(unpacking.engine, '/o')) {
    const name = file.slice('/o/'.length);
    const listed = missing.get(comparable(name));
    missing.delete(comparable(name));
    yield childOf(unpacking, file, name, listed, budget);
  }
  const why = unpacking.limit ?? 'corrupt';
  for (const entry of missing.values()) {
    const facts = [...factsOfName(entry.name), ...(entry.symlink ? ['symlink'] : [])];
    if (entry.symlink) yield { name: entry.name, role: 'entry', bytes: new Uint8Array(0), facts };
    else yield { name: entry.name, role: 'entry', bytes: null, why: entry.encrypted ? 'encrypted' : why, facts };
  }
  const volume = /Unexpected end of archive|Missing volume/i.test(unpacking.messages) && /volume/i.test(listing.output);
  if (volume) throw new LimitReached('split');
}

function childOf(
  { engine, broken, limit }: Run,
  file: string,
  name: string,
  listed: Listed | undefined,
  budget: Budget,
): Child {
  const stat = engine.FS.lstat(file);
  const facts = factsOfName(listed?.name ?? name);
  const child = { name: listed?.name ?? name, role: 'entry' as const, facts };
  if (!engine.FS.isFile(stat.mode)) return { ...child, bytes: new Uint8Array(0), facts: [...facts, 'symlink'] };
  if (broken.has(comparable(name))) {
    return { ...child, bytes: null, why: listed?.encrypted === true ? 'encrypted' : (limit ?? 'corrupt') };
  }
  budget.spendBytes(stat.size);
  const bytes = engine.FS.readFile(file);
  engine.FS.unlink(file);
  return { ...child, bytes };
}

function comparable(name: string): string {
  return name
    .replaceAll('\\', '/')
    .replace(/^(?:\.{0,2}\/){1,100}/, '')
    .toLowerCase();
}

interface Run {
  readonly engine: Engine;
  readonly output: string;
  readonly messages: string;
  readonly failed: boolean;
  /** Names that 7-Zip reported an error for; what it wrote for them is not their content. */
  readonly broken: ReadonlySet<string>;
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
  const broken = new Set<string>();
  try {
    failed = (engine.callMain(args) ?? 0) !== 0;
  } catch (error) {
    failed = true;
    if (error instanceof LimitReached) limit = error.why;
    // What was being written when it stopped is not whole.
    const cut = writing();
    if (cut !== null) broken.add(comparable(cut));
  }
  const text = messages.join('\n');
  for (const name of brokenNames(messages)) broken.add(name);
  return { engine, output: output.join('\n'), messages: text, failed, broken, limit };
}

function brokenNames(messages: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of messages) {
    const name = /^ERROR: [A-Za-z0-9 .?()]{1,80} : (.{1,4000})$/.exec(line)?.[1];
    if (name !== undefined) names.add(comparable(name));
  }
  return names;
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
  operations.read = (...args) => {
    budget.checkTime();
    return read(...args);
  };
  return () => (path?.startsWith(outputFolder) === true ? path.slice(outputFolder.length) : null);
}

const outputFolder = '/o/';

function pathOf(stream: unknown): string | null {
  return typeof stream === 'object' && stream !== null && 'path' in stream && typeof stream.path === 'string'
    ? stream.path
    : null;
}

/** Blocks of `Key = value` lines, one block an entry, a blank line after each. */
function parseListing(output: string): readonly Listed[] {
  const entries: Listed[] = [];
  for (const block of output.split('\n\n')) {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const equals = line.indexOf(' = ');
      if (equals > 0 && !fields.has(line.slice(0, equals))) fields.set(line.slice(0, equals), line.slice(equals + 3));
    }
    const name = fields.get('Path');
    const attributes = fields.get('Attributes') ?? '';
    if (name === undefined || fields.get('Folder') === '+' || /^D/.test(attributes)) continue;
    const symlink = (fields.get('Symbolic Link') ?? '') !== '' || / l[rwxst-]{9}/.test(attributes);
    entries.push({ name, encrypted: fields.get('Encrypted') === '+', symlink });
  }
  return entries;
}

function openError(messages: string): Error {
  if (/encrypted archive|Wrong password/i.test(messages)) return new LimitReached('encrypted');
  if (/Missing volume/i.test(messages)) return new LimitReached('split');
  return new Error('archive cannot be opened; it is damaged');
}

function* filesIn(engine: Engine, folder: string, depth = 0): Generator<string> {
  if (depth > 100) throw new LimitReached('too-deep');
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
