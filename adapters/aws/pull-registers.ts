// Brings the registers that the organisation published in a bucket to a local folder, where examining processes read them as on
// one machine. Files of hashes never change under their name; descriptions (`.json`) say which of them count.
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeDurably } from '../local/durable-file.ts';
import type { Bucket, StoredObject } from './s3-objects.ts';

export const registersPrefix = 'registers/';

/** Below the registers folder; nothing in it leads out. */
const place = /^(?:documents|records\/[A-Za-z0-9][A-Za-z0-9_-]{0,99})\/[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/;
const mostDescription = 64 * 2 ** 20;

/** What was there when it was brought. */
export type Published = string;

/**
 * `last` is what an earlier call resolved with: the same again means that nothing changed, and nothing was done. Rejects when
 * something could not be had, or was published meanwhile; what was in the folder then still counts.
 */
export async function pullRegisters(bucket: Bucket, folder: string, last: Published | null): Promise<Published> {
  const published = await listed(bucket);
  const now = stampOf(published);
  if (now === last) return last;
  const isDescription = ({ key }: StoredObject) => key.endsWith('.json');
  const fileOf = ({ key }: StoredObject) => join(folder, key.slice(registersPrefix.length));
  const descriptions = new Map<string, Uint8Array>();
  for (const object of published.filter(isDescription)) descriptions.set(fileOf(object), await fetched(bucket, object));
  for (const object of published.filter((each) => !isDescription(each))) await bring(bucket, object, fileOf(object));
  if (stampOf(await listed(bucket)) !== now)
    throw new Error('the registers were published anew meanwhile; they are brought again');
  for (const [file, bytes] of descriptions) {
    await mkdir(dirname(file), { recursive: true });
    await writeDurably(file, bytes);
  }
  await removeOthers(folder, new Set(published.map(fileOf)));
  return now;
}

async function listed(bucket: Bucket): Promise<readonly StoredObject[]> {
  const all = await Array.fromAsync(bucket.list(registersPrefix));
  return all.filter(({ key }) => place.test(key.slice(registersPrefix.length)));
}

function stampOf(objects: readonly StoredObject[]): Published {
  return JSON.stringify(objects.map(({ key, written, bytes }) => [key, written, bytes]));
}

async function fetched(bucket: Bucket, { key }: StoredObject): Promise<Uint8Array> {
  const found = await bucket.fetch(key, mostDescription);
  if (found.state !== 'found') throw new Error(`a description of the registers is ${found.state}; publish them again`);
  return found.bytes;
}

async function bring(bucket: Bucket, { key, bytes }: StoredObject, file: string): Promise<void> {
  const there = await stat(file).catch(() => null);
  if (there?.size === bytes) return;
  await mkdir(dirname(file), { recursive: true });
  await bucket.copyTo(key, file);
}

async function removeOthers(folder: string, kept: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) await rm(file);
  }
}
