// Looks registered documents up in the files of a folder; what was added meanwhile is seen by the next lookup.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HashKey, PassageHolder, RegisteredDocument } from '../../../core/model/register.ts';
import { type Catalogue, emptyManifest, type Manifest, openCatalogue } from './catalogue.ts';
import { type KeyedTable, keyBytes, openKeyedTable } from './keyed-table.ts';

export const manifestFile = 'manifest.json';
export const passageRow = keyBytes + 8;
export const phraseRow = keyBytes + 4;
/** Holders told of a key; whoever asks only wants to know that there are many. */
const mostHolders = 32;

export interface DocumentIndex {
  /** Looks for changes first; the other methods keep to what was found then, so that one message sees one register. */
  isEmpty(): boolean;
  passages(keys: readonly HashKey[]): ReadonlyMap<HashKey, readonly PassageHolder[]>;
  phrases(keys: readonly HashKey[]): ReadonlyMap<HashKey, readonly number[]>;
  document(number: number): RegisteredDocument | null;
  refresh(): void;
  close(): void;
}

interface OpenFiles {
  readonly stamp: string;
  readonly manifest: Manifest;
  readonly passages: readonly KeyedTable[];
  readonly phrases: readonly KeyedTable[];
  readonly catalogue: Catalogue | null;
}

/** Opens nothing before it is asked. Methods throw when a file is damaged. */
export function openDocumentIndex(folder: string): DocumentIndex {
  let current: OpenFiles | null = null;
  const fresh = (): OpenFiles => {
    const stamp = stampOf(folder);
    if (current?.stamp === stamp) return current;
    close(current);
    current = null;
    try {
      current = openFiles(folder, stamp);
    } catch (cause) {
      // Replaced between the manifest and its files: the new ones are there. Otherwise something is wrong.
      const later = stampOf(folder);
      if (later === stamp) throw cause;
      current = openFiles(folder, later);
    }
    return current;
  };
  const files = () => current ?? fresh();
  return {
    isEmpty: () => fresh().manifest.passages.length === 0,
    passages: (keys) =>
      lookUp(files().passages, keys, (row) => ({
        document: row.readUInt32BE(keyBytes),
        before: row.readUInt16BE(keyBytes + 4),
        behind: row.readUInt16BE(keyBytes + 6),
      })),
    phrases: (keys) => lookUp(files().phrases, keys, (row) => row.readUInt32BE(keyBytes)),
    document: (number) => files().catalogue?.document(number) ?? null,
    refresh: () => void fresh(),
    close: () => {
      close(current);
      current = null;
    },
  };
}

function lookUp<T>(
  tables: readonly KeyedTable[],
  keys: readonly HashKey[],
  holderOf: (row: Buffer) => T,
): ReadonlyMap<HashKey, readonly T[]> {
  const found = new Map<HashKey, T[]>();
  // In the order of the file, so that neighbours share a block.
  for (const key of [...new Set(keys)].sort((a, b) => a - b)) {
    for (const table of tables) {
      const held = found.get(key) ?? [];
      const rows = table.find(key, mostHolders - held.length);
      if (rows.length > 0) found.set(key, [...held, ...rows.map(holderOf)]);
    }
  }
  return found;
}

export function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, manifestFile), 'utf8')) as Manifest;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return emptyManifest;
    throw new Error('the register of documents cannot be read; restore it from a backup', { cause });
  }
}

/** Differs after each change: the manifest is always a new file. */
function stampOf(folder: string): string {
  const stat = statSync(join(folder, manifestFile), { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? '' : `${stat.ino}.${stat.mtimeNs}.${stat.size}`;
}

function openFiles(folder: string, stamp: string): OpenFiles {
  const manifest = readManifest(folder);
  const table = (name: string) => openKeyedTable(join(folder, name));
  return {
    stamp,
    manifest,
    passages: manifest.passages.map(table),
    phrases: manifest.phrases.map(table),
    catalogue: manifest.catalogue === null ? null : openCatalogue(join(folder, manifest.catalogue), manifest),
  };
}

function close(files: OpenFiles | null): void {
  for (const each of [...(files?.passages ?? []), ...(files?.phrases ?? [])]) each.close();
  files?.catalogue?.close();
}
