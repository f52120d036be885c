// What a backup or export consists of: a line for each file, written last, so that a copy without it is unfinished.
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../durable-file.ts';
import { fileLines } from '../file-lines.ts';
import { hashFile, type WrittenFile, writeFile } from './written-file.ts';

export interface CopyHead {
  readonly format: 'postern backup 1' | 'postern export 1';
  /** Tells this copy from others; its keys bear the same. */
  readonly id: string;
  /** Of the program. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export const manifestName = 'manifest.jsonl';

/** A copy that cannot be used; the message says what is wrong with which file. */
export class UnsoundCopy extends Error {
  override readonly name = 'UnsoundCopy';
}

/** Rejects with UnsoundCopy when there is something in it already. */
export async function mustBeEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (isMissing(cause)) return [];
    throw cause;
  });
  if (names.length > 0) throw new UnsoundCopy(`${folder} is not empty; name a folder that does not exist yet`);
}

export function manifestText(head: CopyHead, files: readonly WrittenFile[]): string {
  return [head, ...files, { files: files.length }].map((line) => `${JSON.stringify(line)}\n`).join('');
}

export async function writeManifest(folder: string, head: CopyHead, files: readonly WrittenFile[]): Promise<void> {
  await writeFile(folder, manifestName, [manifestText(head, files)]);
}

/** Reads every file of the copy. Rejects with UnsoundCopy at the first that is missing or was changed. */
export async function checkCopy(
  folder: string,
  format: CopyHead['format'],
): Promise<{ readonly head: CopyHead; readonly files: readonly WrittenFile[] }> {
  const { head, files } = await readManifest(folder);
  if (head.format !== format)
    throw new UnsoundCopy(`${folder} holds no ${format.replace(/ 1$/, '')}; name another folder`);
  for (const { path, bytes, sha256 } of files) {
    const found = await hashFile(join(folder, path)).catch((cause: unknown) => {
      if (isMissing(cause)) throw new UnsoundCopy(`${path} is missing from ${folder}; use another copy`);
      throw cause;
    });
    if (found.sha256 !== sha256 || found.bytes !== bytes)
      throw new UnsoundCopy(`${path} in ${folder} was changed or damaged; use another copy`);
  }
  return { head, files };
}

async function readManifest(folder: string) {
  const file = join(folder, manifestName);
  await access(file).catch(() => {
    throw new UnsoundCopy(`${folder} has no ${manifestName}: it is no copy, or was never finished`);
  });
  let head: CopyHead | null = null;
  let count: number | null = null;
  const files: WrittenFile[] = [];
  for await (const text of fileLines(file)) {
    const line = lineOf(text, file);
    if (head === null) head = line as CopyHead;
    else if ('files' in line) count = Number(line.files);
    else files.push(safe(line as WrittenFile, file));
  }
  if (head === null || count !== files.length) throw new UnsoundCopy(`${file} ends early; use another copy`);
  return { head, files };
}

function lineOf(text: string, file: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new UnsoundCopy(`${file} was changed or damaged; use another copy`, { cause });
  }
}

/** A path that leads out of the folder is nobody's copy. */
function safe(file: WrittenFile, manifest: string): WrittenFile {
  if (typeof file.path !== 'string' || file.path.startsWith('/') || file.path.split('/').includes('..'))
    throw new UnsoundCopy(`${manifest} names a file outside its folder; use another copy`);
  return file;
}
