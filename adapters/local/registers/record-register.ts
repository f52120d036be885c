// The register of known records on one machine: each table is made whole beside the old one, then takes its place.
import { randomUUID } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HashKey, RecordTable } from '../../../core/model/register.ts';
import type { RecordRegister } from '../../../core/register-ports.ts';
import { flushFolder, makeFolder, writeDurably } from '../durable-file.ts';
import { takeLock } from '../folder-lock.ts';
import { keyBytes } from './keyed-table.ts';
import {
  openRecordIndex,
  readStoredTable,
  recordRow,
  type StoredTable,
  tableFile,
  tableNames,
} from './record-index.ts';
import { tableGroup } from './table-group.ts';

export interface LocalRecordRegister extends RecordRegister {
  close(): void;
}

export function openRecordRegister(folder: string): LocalRecordRegister {
  const index = openRecordIndex(folder);
  const locked = async <T>(work: () => Promise<T>): Promise<T> => {
    await makeFolder(folder);
    const lock = await takeLock(folder);
    try {
      const result = await work();
      index.refresh();
      return result;
    } finally {
      await lock.release();
    }
  };
  return {
    tables: async () => index.tables(),
    rowsWith: async (table, column, keys, most) => index.rowsWith(table, column, keys, most),
    cellsOf: async (table, row) => index.cellsOf(table, row),
    put: (table, rows) => locked(() => putTable(join(folder, table.name), table, rows)),
    remove: (name) =>
      locked(async () => {
        if (!tableNames(folder).includes(name)) return false;
        // The description first: without it the rest is no table any more.
        await rm(join(folder, name, tableFile));
        await rm(join(folder, name), { recursive: true });
        await flushFolder(folder);
        return true;
      }),
    close: index.close,
  };
}

async function putTable(
  folder: string,
  table: Omit<RecordTable, 'rows'>,
  rows: Iterable<readonly HashKey[]> | AsyncIterable<readonly HashKey[]>,
): Promise<void> {
  await makeFolder(folder);
  const stored = await writeFiles(folder, table, rows).catch(async (cause) => {
    await sweep(folder);
    throw cause;
  });
  await writeDurably(join(folder, tableFile), Buffer.from(JSON.stringify(stored)));
  await sweep(folder);
}

async function writeFiles(
  folder: string,
  table: Omit<RecordTable, 'rows'>,
  rows: Iterable<readonly HashKey[]> | AsyncIterable<readonly HashKey[]>,
): Promise<StoredTable> {
  const looked = [...new Set(table.combinations.flatMap(([first]) => (first === undefined ? [] : [first])))];
  const groups = looked.map((column) => ({ column, group: tableGroup(folder, `column-${column}`, recordRow, []) }));
  const cells = `cells-${randomUUID()}.bin`;
  const handle = await open(join(folder, cells), 'wx', 0o600);
  let count = 0;
  try {
    let chunk: Buffer[] = [];
    for await (const row of rows) {
      chunk.push(encodeCells(table.columns.map((_, i) => row[i] ?? 0)));
      const number = count++;
      for (const { column, group } of groups) {
        const key = row[column] ?? 0;
        // An empty cell is no value that a text could bear.
        if (key !== 0 && group.add((into) => encodeEntry(into, key, number))) await group.flush();
      }
      if (chunk.length < 10_000) continue;
      await handle.writeFile(Buffer.concat(chunk));
      chunk = [];
    }
    await handle.writeFile(Buffer.concat(chunk));
    await handle.sync();
  } finally {
    await handle.close();
  }
  const indexes: Record<number, string> = {};
  for (const { column, group } of groups) {
    const [name] = await group.finish(() => true);
    if (name !== undefined) indexes[column] = name;
  }
  return { table: { ...table, rows: count }, cells, indexes };
}

function encodeCells(keys: readonly HashKey[]): Buffer {
  const bytes = Buffer.alloc(keys.length * keyBytes);
  for (const [i, key] of keys.entries()) bytes.writeUIntBE(key, i * keyBytes, keyBytes);
  return bytes;
}

function encodeEntry(into: Buffer, key: HashKey, row: number): void {
  into.writeUIntBE(key, 0, keyBytes);
  into.writeUInt32BE(row, keyBytes);
}

/** Removes what the description in force does not name. */
async function sweep(folder: string): Promise<void> {
  let kept: ReadonlySet<string>;
  try {
    const { cells, indexes } = readStoredTable(folder);
    kept = new Set([tableFile, cells, ...Object.values(indexes)]);
  } catch {
    kept = new Set();
  }
  for (const name of await readdir(folder)) if (!kept.has(name)) await rm(join(folder, name), { force: true });
}
