// The MailStore port on S3: raw copies in a bucket that keeps them for a day, sealed content in one that keeps versions.
import type { MailStore } from '../../core/ports.ts';
import type { Bucket } from './s3-objects.ts';

/** Beside what SES stored under the same `raw/`. */
const rawPrefix = 'raw/attempts/';
const sealedPrefix = 'sealed/';
/** Bytes; sealing adds a few hundred. */
const largest = 160 * 2 ** 20;

/** As on one machine, so that an id means the same everywhere; nothing in it leads to another prefix. */
const storedId = /^[A-Za-z0-9][A-Za-z0-9._:=+~-]{0,199}$/;

/** Buckets encrypt by themselves, under a key of their own. */
export function s3MailStore(raw: Bucket, held: Bucket): MailStore {
  return {
    putRaw: async (id, bytes) => raw.put(keyOf(rawPrefix, id), bytes),
    getRaw: async (id) => read(raw, keyOf(rawPrefix, id)),
    deleteRaw: async (id) => raw.destroy(keyOf(rawPrefix, id)),
    listRaw: (before) => writtenBefore(raw, before),
    ...s3SealedStore(held),
  };
}

/** For who never sees a raw copy. */
export function s3SealedStore(held: Bucket): Pick<MailStore, 'putSealed' | 'getSealed' | 'deleteSealed'> {
  return {
    putSealed: async (id, bytes) => held.put(keyOf(sealedPrefix, id), bytes),
    getSealed: async (id) => read(held, keyOf(sealedPrefix, id)),
    deleteSealed: async (id) => held.destroy(keyOf(sealedPrefix, id)),
  };
}

function keyOf(prefix: string, id: string): string {
  if (!storedId.test(id)) throw new Error('that is not the id of a stored message');
  return `${prefix}${id}`;
}

async function read(bucket: Bucket, key: string): Promise<Uint8Array | null> {
  const fetched = await bucket.fetch(key, largest);
  if (fetched.state === 'too-large') throw new Error('stored content is larger than any message may be');
  return fetched.state === 'missing' ? null : fetched.bytes;
}

async function* writtenBefore(bucket: Bucket, before: number): AsyncGenerator<string> {
  for await (const { key, written } of bucket.list(rawPrefix)) {
    if (written < before) yield key.slice(rawPrefix.length);
  }
}
