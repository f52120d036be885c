// The program of examining processes with its types already taken out, kept in one file beside the packages: such a process
// starts in half the time, at every start and whenever a hostile mail has cost one. Written anew when the program changed.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { deserialize, serialize } from 'node:v8';

export interface StrippedProgram {
  /** SHA-256 of the sources and of the Node.js that stripped them, hex. */
  readonly of: string;
  /** JavaScript by file URL. */
  readonly modules: ReadonlyMap<string, string>;
}

/** load-stripped.js reads it in the process. */
const file = path('../../node_modules/.cache/examining-program');
const preload = path('./load-stripped.js');
const folders = ['../../core', '../../gateway', '../../adapters'].map(path);

/** What a process is started with to use it; nothing where the file cannot be written. */
export function strippedProgram(): readonly string[] {
  try {
    const sources = readSources();
    const hash = createHash('sha256').update(process.version);
    for (const [url, source] of sources) hash.update(`${url}\0${source}\0`);
    const of = hash.digest('hex');
    if (writtenOf() !== of) write({ of, modules: stripped(sources) });
    return [`--import=${preload}`];
  } catch {
    return [];
  }
}

function readSources(): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const source = join(entry.parentPath, entry.name);
      if (entry.isFile() && source.endsWith('.ts'))
        sources.set(pathToFileURL(source).href, readFileSync(source, 'utf8'));
    }
  return sources;
}

/** Node calls the function experimental, on standard error; it is the one that Node itself runs our sources with. */
function stripped(sources: ReadonlyMap<string, string>): StrippedProgram['modules'] {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return new Map([...sources].map(([url, source]) => [url, stripTypeScriptTypes(source)]));
  } finally {
    process.emitWarning = emitWarning;
  }
}

function writtenOf(): string | null {
  try {
    return (deserialize(readFileSync(file)) as StrippedProgram).of;
  } catch {
    return null;
  }
}

/** In one step: another process may be reading it. */
function write(program: StrippedProgram): void {
  const unfinished = `${file}.${randomUUID()}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(unfinished, serialize(program));
  renameSync(unfinished, file);
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
