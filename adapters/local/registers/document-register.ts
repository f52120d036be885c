// The register of documents on one machine: files that are never changed, and a manifest that says which of them count.
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentLabel, ListedDocument } from '../../../core/model/register.ts';
import type { DocumentRegister, NewDocument } from '../../../core/register-ports.ts';
import { makeFolder, writeDurably } from '../durable-file.ts';
import { takeLock } from '../folder-lock.ts';
import { catalogueRow, decodeRow, emptyManifest, encodeRow, type Manifest, removed } from './catalogue.ts';
import { manifestFile, openDocumentIndex, passageRow, phraseRow, readManifest } from './document-index.ts';
import { keyBytes } from './keyed-table.ts';
import { type TableGroup, tableGroup } from './table-group.ts';

export interface LocalDocumentRegister extends DocumentRegister {
  close(): void;
}

/** Reads and, one process at a time, changes the register in `folder`, which is made with its first document. */
export function openDocumentRegister(folder: string): LocalDocumentRegister {
  const index = openDocumentIndex(folder);
  const change = async <T>(work: (draft: Draft) => Promise<T>): Promise<T> => {
    await makeFolder(folder);
    const lock = await takeLock(folder);
    try {
      const draft = await readDraft(folder);
      const result = await work(draft);
      if (draft.changed) await commit(folder, draft);
      index.refresh();
      return result;
    } finally {
      await sweep(folder);
      await lock.release();
    }
  };
  return {
    isEmpty: async () => index.isEmpty(),
    passages: async (keys) => index.passages(keys),
    phrases: async (keys) => index.phrases(keys),
    document: async (number) => index.document(number),
    add: (documents) =>
      change(async (draft) => {
        for await (const document of documents) await addTo(draft, document);
      }),
    remove: (id) => change(async (draft) => removeFrom(draft, id)),
    list: () => listed(folder),
    close: index.close,
  };
}

interface NameLine {
  readonly name: string;
  readonly addedAt: number;
}

/** The next state of the register while it is made. */
interface Draft {
  readonly manifest: Manifest;
  readonly labels: DocumentLabel[];
  readonly rows: Buffer[];
  readonly names: NameLine[];
  /** Number by id, of documents that are not removed. */
  readonly numbers: Map<string, number>;
  readonly passages: TableGroup;
  readonly phrases: TableGroup;
  changed: boolean;
  /** A document was removed: its hashes go now. */
  purge: boolean;
}

async function readDraft(folder: string): Promise<Draft> {
  const manifest = readManifest(folder);
  const rows = await catalogueRows(folder, manifest);
  const numbers = new Map<string, number>();
  for (const [number, row] of rows.entries()) {
    if (row.readUInt32BE(8) !== removed) numbers.set(row.toString('hex', 0, 8), number);
  }
  return {
    manifest,
    labels: [...manifest.labels],
    rows,
    names: [...(await nameLines(folder, manifest))],
    numbers,
    passages: tableGroup(folder, 'passages', passageRow, manifest.passages),
    phrases: tableGroup(folder, 'phrases', phraseRow, manifest.phrases),
    changed: false,
    purge: false,
  };
}

async function addTo(draft: Draft, { prints, label, name, addedAt }: NewDocument): Promise<void> {
  draft.changed = true;
  const row = encodeRow(prints, labelNumber(draft, label));
  const known = draft.numbers.get(prints.id);
  if (known !== undefined) {
    draft.rows[known] = row;
    draft.names[known] = { name, addedAt };
    return;
  }
  const number = draft.rows.length;
  draft.rows.push(row);
  draft.names.push({ name, addedAt });
  draft.numbers.set(prints.id, number);
  for (const { key, before, behind } of prints.passages) {
    const full = draft.passages.add((into) => {
      into.writeUIntBE(key, 0, keyBytes);
      into.writeUInt32BE(number, keyBytes);
      into.writeUInt16BE(before, keyBytes + 4);
      into.writeUInt16BE(behind, keyBytes + 6);
    });
    if (full) await draft.passages.flush();
  }
  for (const key of prints.phrases) {
    const full = draft.phrases.add((into) => {
      into.writeUIntBE(key, 0, keyBytes);
      into.writeUInt32BE(number, keyBytes);
    });
    if (full) await draft.phrases.flush();
  }
}

function labelNumber({ labels }: Draft, label: DocumentLabel): number {
  const same = ({ scheme, level, owner }: DocumentLabel) =>
    scheme === label.scheme && level === label.level && owner === label.owner;
  const known = labels.findIndex(same);
  return known >= 0 ? known : labels.push(label) - 1;
}

function removeFrom(draft: Draft, id: string): boolean {
  const number = draft.numbers.get(id);
  const row = number === undefined ? undefined : draft.rows[number];
  if (number === undefined || row === undefined) return false;
  row.writeUInt32BE(removed, 8);
  draft.names[number] = { name: '', addedAt: 0 };
  draft.numbers.delete(id);
  draft.changed = true;
  draft.purge = true;
  return true;
}

async function commit(folder: string, draft: Draft): Promise<void> {
  const empty = draft.numbers.size === 0;
  const isKept = (row: Buffer) => draft.rows[row.readUInt32BE(keyBytes)]?.readUInt32BE(8) !== removed;
  const purge = draft.purge ? isKept : null;
  const [passages, phrases] = [await draft.passages.finish(purge), await draft.phrases.finish(purge)];
  const mark = randomUUID();
  const [catalogue, names] = [`catalogue-${mark}.bin`, `names-${mark}.ndjson`];
  await writeDurably(join(folder, catalogue), Buffer.concat(draft.rows));
  await writeDurably(join(folder, names), Buffer.from(draft.names.map((line) => `${JSON.stringify(line)}\n`).join('')));
  const generation = draft.manifest.generation + 1;
  const next: Manifest = empty
    ? { ...emptyManifest, generation }
    : {
        version: 1,
        generation,
        documents: draft.rows.length,
        labels: draft.labels,
        catalogue,
        names,
        passages,
        phrases,
      };
  await writeDurably(join(folder, manifestFile), Buffer.from(JSON.stringify(next)));
}

/** Removes what the manifest in force does not name: replaced files, and those of a change that failed. */
async function sweep(folder: string): Promise<void> {
  const { catalogue, names, passages, phrases } = readManifest(folder);
  const kept = new Set([manifestFile, catalogue, names, ...passages, ...phrases]);
  const ours = /^(?:catalogue|names|passages|phrases)-.*\.(?:bin|ndjson|table)$/;
  for (const name of await readdir(folder)) {
    if (ours.test(name) && !kept.has(name)) await rm(join(folder, name), { force: true });
  }
}

async function* listed(folder: string): AsyncGenerator<ListedDocument> {
  const manifest = readManifest(folder);
  const names = await nameLines(folder, manifest);
  for (const [number, row] of (await catalogueRows(folder, manifest)).entries()) {
    const document = decodeRow(row, manifest.labels);
    if (document !== null) yield { ...document, ...(names[number] ?? { name: '', addedAt: 0 }) };
  }
}

async function catalogueRows(folder: string, { catalogue, documents }: Manifest): Promise<Buffer[]> {
  if (catalogue === null) return [];
  const all = await readFile(join(folder, catalogue));
  return Array.from({ length: documents }, (_, i) => all.subarray(i * catalogueRow, (i + 1) * catalogueRow));
}

async function nameLines(folder: string, { names }: Manifest): Promise<readonly NameLine[]> {
  if (names === null) return [];
  const text = await readFile(join(folder, names), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as NameLine);
}
