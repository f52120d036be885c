// Finds the messages that the paths on the command line stand for, one at a time and in a stable order.
import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Input, largestMessage } from './input.ts';
import { looksLikeMbox, mboxMessages } from './mbox.ts';

/** A path is a message, an mbox, a folder (walked, sorted by name) or `-` for standard input. */
export async function* inputs(paths: readonly string[], stdin: AsyncIterable<Uint8Array>): AsyncGenerator<Input> {
  for (const path of paths) {
    if (path === '-') yield* fromStream('-', stdin);
    else yield* fromPath(path);
  }
}

async function* fromPath(path: string): AsyncGenerator<Input> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) yield* fromFolder(path);
    else if (facts.isFile()) yield* fromFile(path, facts.size);
    else yield { file: path, problem: 'is neither a file nor a folder' };
  } catch (cause) {
    yield { file: path, problem: reasonOf(cause) };
  }
}

async function* fromFolder(folder: string): AsyncGenerator<Input> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort(byName);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() || entry.isFile()) yield* fromPath(path);
  }
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

async function* fromFile(path: string, size: number): AsyncGenerator<Input> {
  const handle = await open(path);
  try {
    const start = new Uint8Array(Math.min(size, 512));
    await handle.read(start, 0, start.length, 0);
    if (looksLikeMbox(start) && !path.endsWith('.eml')) {
      yield* mboxMessages(path, handle.createReadStream({ start: 0, autoClose: false }));
    } else if (size > largestMessage) {
      yield { file: path, tooLarge: size };
    } else {
      yield { file: path, raw: await handle.readFile() };
    }
  } finally {
    await handle.close();
  }
}

async function* fromStream(name: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Input> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > largestMessage) return void (yield { file: name, tooLarge: bytes });
    chunks.push(chunk);
  }
  const raw = Buffer.concat(chunks);
  if (looksLikeMbox(raw)) yield* mboxMessages(name, [raw]);
  else yield { file: name, raw };
}

function reasonOf(cause: unknown): string {
  const code = (cause as { code?: string }).code;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  return `could not be read (${code ?? 'unknown reason'})`;
}
