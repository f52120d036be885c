// ZIP as a container: every entry is a child, whatever the directory leaves out.
import { type Budget, LimitReached } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';
import { openZip, type ZipDirectory, type ZipEntry } from '../zip/zip-directory.ts';
import { factsOfName, watchLinks } from './entry-facts.ts';
import { unpackArchive } from './seven-zip.ts';

export const readZip: Reader = (item, budget) => {
  const directory = openZip(item.bytes, budget);
  return {
    texts: [],
    facts: directory.facts,
    children: childrenOf(item.bytes, directory, budget),
    read: directory.split || directory.truncated ? 'partial' : 'full',
    ...(directory.split ? { why: 'split' as const } : directory.truncated ? { why: 'too-many-parts' as const } : {}),
  };
};

async function* childrenOf(bytes: Uint8Array, directory: ZipDirectory, budget: Budget): AsyncGenerator<Child> {
  const otherMethods = new Set<string>();
  const isLinked = watchLinks();
  for (const entry of directory.entries) {
    if (entry.directory) continue;
    const linked = isLinked(entry.name, entry.symlink);
    if (!entry.encrypted && entry.method !== 0 && entry.method !== 8) otherMethods.add(entry.name);
    else yield childOfZip(entry, budget, linked ? ['linked-entry'] : []);
  }
  if (otherMethods.size > 0) yield* unpackOthers(bytes, otherMethods, budget);
}

export function childOfZip(entry: ZipEntry, budget: Budget, known: readonly string[] = []): Child {
  const facts = [
    ...known,
    ...factsOfName(entry.name),
    ...(entry.symlink ? ['symlink'] : []),
    ...(entry.hidden ? ['hidden-entry'] : []),
  ];
  const child = { name: entry.name, role: 'entry' as const, facts };
  if (entry.encrypted) return { ...child, bytes: null, why: 'encrypted' };
  try {
    return { ...child, bytes: entry.bytes() };
  } catch (error) {
    budget.checkTime();
    return { ...child, bytes: null, why: error instanceof LimitReached ? error.why : 'corrupt' };
  }
}

/** Deflate64, bzip2, LZMA, PPMd, implode …: 7-Zip knows them all. */
async function* unpackOthers(bytes: Uint8Array, names: Set<string>, budget: Budget): AsyncGenerator<Child> {
  const left = new Set([...names].map(comparable));
  try {
    for await (const child of unpackArchive(bytes, 'zip', budget)) {
      if (left.delete(comparable(child.name))) yield child;
    }
  } catch (error) {
    if (error instanceof LimitReached) throw error;
  }
  for (const name of left) yield { name, role: 'entry', bytes: null, why: 'corrupt' };
}

function comparable(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(?:\.{0,2}\/){1,100}/, '');
}
