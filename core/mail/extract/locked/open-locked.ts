// Opens what is locked with passwords that came with it, so that it can be scanned.
import type { FoundKey } from '../../../model/examination.ts';
import { packedTypes } from '../containers/packed-archive.ts';
import { unpackArchive } from '../containers/seven-zip.ts';
import { comparable } from '../containers/seven-zip-listing.ts';
import { type Budget, LimitReached } from '../limits.ts';
import type { Child, Item, Reader, ReadResult } from '../reader.ts';
import * as types from '../type/media-types.ts';
import { decryptedPackage } from './encrypted-package.ts';
import { decryptedPdf } from './encrypted-pdf.ts';
import { openedByPassword } from './opened-by-password.ts';

const shownFingerprint = 16;
const mostUnpacked = 128 * 2 ** 20;
const lockedArchives: ReadonlySet<string> = new Set(['7z', 'Rar', 'Rar5']);

/** The reader, which tries each key where it meets a lock. What no key opens stays locked. */
export function withKeys(reader: Reader, keys: readonly FoundKey[]): Reader {
  return async (item, budget) => {
    const format = packedTypes[item.type];
    if (item.type === types.zip) return openZip(await reader(item, budget), item, budget, keys);
    if (format !== undefined && lockedArchives.has(format)) return openArchive(reader, format, item, budget, keys);
    const result = await reader(item, budget);
    if (result.why !== 'encrypted') return result;
    for (const key of keys) {
      const bytes = await decrypted(item, key.password, budget);
      // An Office file turns out to be of another type than its lock: it becomes a part of its own.
      if (bytes === null) continue;
      if (item.type === types.pdf) return opened(await reader({ ...item, bytes }, budget), key);
      const child: Child = { name: item.name ?? 'document', role: 'embedded', bytes };
      return opened({ texts: [], facts: result.facts, children: [child], read: 'full' }, key);
    }
    return result;
  };
}

function decrypted({ type, bytes }: Item, password: string, budget: Budget): Promise<Uint8Array | null> {
  return type === types.pdf
    ? decryptedPdf(bytes, password)
    : Promise.resolve(decryptedPackage(bytes, password, budget));
}

function opened(result: ReadResult, { fingerprint }: FoundKey): ReadResult {
  const facts = [openedByPassword, `opened-with:${fingerprint.slice(0, shownFingerprint)}`];
  return { ...result, facts: [...result.facts, ...facts] };
}

/** Our own reader says what is in the zip, 7-Zip only gives the content of what is locked. */
async function openZip(
  result: ReadResult,
  { bytes }: Item,
  budget: Budget,
  keys: readonly FoundKey[],
): Promise<ReadResult> {
  const children = await collected(result.children ?? []);
  if (!children.some(isLocked)) return { ...result, children };
  for (const key of keys) {
    const byName = new Map((await unpacked(bytes, 'zip', budget, key)).map((child) => [comparable(child.name), child]));
    const found = children.map((child) => {
      const open = isLocked(child) ? byName.get(comparable(child.name)) : undefined;
      return open === undefined || open.bytes === null
        ? child
        : { name: child.name, role: child.role, bytes: open.bytes, facts: child.facts ?? [] };
    });
    if (found.some((child, i) => child !== children[i])) return opened({ ...result, children: found }, key);
  }
  return { ...result, children };
}

/** 7z and RAR may hide the names as well; then even the listing needs the key. */
async function openArchive(
  reader: Reader,
  format: string,
  item: Item,
  budget: Budget,
  keys: readonly FoundKey[],
): Promise<ReadResult> {
  const result = await reader(item, budget);
  const children = await listed(result);
  if (children !== null && !children.some(isLocked)) return { ...result, children };
  for (const key of keys) {
    const found = await unpacked(item.bytes, format, budget, key);
    if (found.some(({ bytes }) => bytes !== null) && !found.some(isLocked))
      return opened({ ...result, children: found }, key);
  }
  return children === null ? { ...result, read: 'none', why: 'encrypted', children: [] } : { ...result, children };
}

/** Null when the lock is on the names. */
async function listed({ children }: ReadResult): Promise<readonly Child[] | null> {
  try {
    return await collected(children ?? []);
  } catch (error) {
    if (error instanceof LimitReached && error.why === 'encrypted') return null;
    throw error;
  }
}

/** Nothing where the key does not fit. */
async function unpacked(
  bytes: Uint8Array,
  format: string,
  budget: Budget,
  { password }: FoundKey,
): Promise<readonly Child[]> {
  try {
    return await collected(unpackArchive(bytes, format, budget, password));
  } catch (error) {
    // 7-Zip says in several ways that a key does not fit, also by giving up over signs outside ASCII.
    if (error instanceof LimitReached && error.why !== 'encrypted') throw error;
    return [];
  }
}

function isLocked({ bytes, why }: Child): boolean {
  return bytes === null && why === 'encrypted';
}

/** All at once, which is why it is less than a reader may unpack one by one. */
async function collected(children: Iterable<Child> | AsyncIterable<Child>): Promise<readonly Child[]> {
  const all: Child[] = [];
  let size = 0;
  for await (const child of children) {
    size += child.bytes?.length ?? 0;
    if (size > mostUnpacked) throw new LimitReached('too-large');
    all.push(child);
  }
  return all;
}
