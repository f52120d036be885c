// The program of examining processes with its types already taken out, kept in one file beside the packages: such a process
// starts in half the time, at every start and whenever a hostile mail has cost one. Written anew when the program changed.
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serialize } from 'node:v8';

/** SHA-256 of the sources and of the Node.js that stripped them, then a map of JavaScript by file URL. load-stripped.js reads it. */
const file = path('../../node_modules/.cache/examining-program');
const preload = path('./load-stripped.js');
const folders = ['../../core', '../../gateway', '../../adapters'].map(path);

/** What a process is started with to use it; nothing where the file cannot be written. */
export function strippedProgram(): readonly string[] {
  try {
    const sources = readSources();
    const hash = createHash('sha256').update(process.version);
    for (const [url, source] of sources) hash.update(`${url}\0${source.length}\0`).update(source);
    const of = hash.digest();
    if (!writtenOf().equals(of)) write(Buffer.concat([of, serialize(stripped(sources))]));
    return [`--import=${preload}`];
  } catch {
    return [];
  }
}

function readSources(): ReadonlyMap<string, Buffer> {
  const sources = new Map<string, Buffer>();
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const source = join(entry.parentPath, entry.name);
      if (entry.isFile() && source.endsWith('.ts')) sources.set(pathToFileURL(source).href, readFileSync(source));
    }
  return sources;
}

/** Node calls the function experimental, on standard error; it is the one that Node itself runs our sources with. */
function stripped(sources: ReadonlyMap<string, Buffer>): ReadonlyMap<string, string> {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return new Map([...sources].map(([url, source]) => [url, stripTypeScriptTypes(source.toString())]));
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Shorter than a hash where there is none. */
function writtenOf(): Buffer {
  const hash = Buffer.alloc(32);
  try {
    const opened = openSync(file, 'r');
    try {
      return hash.subarray(0, readSync(opened, hash));
    } finally {
      closeSync(opened);
    }
  } catch {
    return Buffer.alloc(0);
  }
}

/** In one step: another process may be reading it. */
function write(program: Buffer): void {
  const unfinished = `${file}.${randomUUID()}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(unfinished, program);
  renameSync(unfinished, file);
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
