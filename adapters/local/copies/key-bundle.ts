// The keys of an installation in one file of their own: who has it and the backup can open everything that was held.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '../durable-file.ts';
import { fileLines } from '../file-lines.ts';
import { filesBelow } from './folder-files.ts';
import { UnsoundCopy } from './manifest.ts';
import { writeFile } from './written-file.ts';

/** The key process's store, and what opens the second factors of accounts. */
const keyFolders = ['keys', 'identity'];

/** Keys of raw copies and of candidate passwords live for days: what they open must not outlive them in a backup. */
const shortLived = ['keys/days/', 'keys/windows/'];

interface KeyLine {
  readonly path: string;
  readonly sha256: string;
  readonly base64: string;
}

/** The backup that keys belong to. */
export interface KeyedCopy {
  readonly id: string;
  /** SHA-256 of its manifest in hex: who can write to the folder alone cannot make another manifest of these keys. */
  readonly manifest: string;
}

/** A new file, for its owner alone. Resolves with how many keys are in it. */
export async function writeKeyBundle(data: string, file: string, { id, manifest }: KeyedCopy): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ format: 'postern keys 1', id, manifest })}\n`;
    for (const folder of keyFolders)
      for await (const path of filesBelow(data, folder)) {
        if (shortLived.some((folder) => path.startsWith(folder)) || basename(path).startsWith('.')) continue;
        const bytes = await bytesOf(join(data, path));
        if (bytes === null) continue;
        count++;
        const line: KeyLine = { path, sha256: sha256(bytes), base64: bytes.toString('base64') };
        yield `${JSON.stringify(line)}\n`;
      }
    yield `${JSON.stringify({ keys: count })}\n`;
  }
  await writeFile(dirname(file), basename(file), lines());
  return count;
}

/** Null when it went meanwhile, as the key of what is disposed of does. */
async function bytesOf(file: string): Promise<Buffer | null> {
  return readFile(file).catch((cause: unknown) => {
    if (isMissing(cause)) return null;
    throw cause;
  });
}

/** Each key of the bundle in turn. Rejects with UnsoundCopy when it is damaged or belongs to another backup. */
export async function* readKeyBundle(
  file: string,
  { id, manifest }: KeyedCopy,
): AsyncGenerator<{ readonly path: string; readonly bytes: Uint8Array }> {
  let begun = false;
  let count = 0;
  let ended = false;
  for await (const text of fileLines(file)) {
    const line = parsed(text, file);
    if (!begun) {
      if (line.id !== id) throw new UnsoundCopy(`${file} has the keys of another backup; name its own with --keys`);
      if (line.manifest !== manifest)
        throw new UnsoundCopy(
          `the manifest is not the one that ${file} was made with: it was changed; use another copy`,
        );
      begun = true;
    } else if ('keys' in line) ended = line.keys === count;
    else {
      count++;
      yield keyOf(line as unknown as KeyLine, file);
    }
  }
  if (!ended) throw new UnsoundCopy(`${file} ends early; use another copy of it`);
}

function keyOf({ path, sha256: hash, base64 }: KeyLine, file: string) {
  const bytes = Buffer.from(base64, 'base64');
  const ours = keyFolders.some((folder) => path.startsWith(`${folder}/`)) && !path.split('/').includes('..');
  if (!ours || sha256(bytes) !== hash) throw new UnsoundCopy(`${file} was changed or damaged; use another copy of it`);
  return { path, bytes };
}

function parsed(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new UnsoundCopy(`${file} is no file of keys, or was damaged`, { cause });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
