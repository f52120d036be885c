// Looks known records up in the files of a folder: one folder a table, of which `table.json` says which files count.
//
// An index file holds, for one column, rows of key (u48) · row number (u32); the cells file holds each row's keys in order.
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HashKey, RecordTable } from '../../../core/model/register.ts';
import { type KeyedTable, keyBytes, openKeyedTable } from './keyed-table.ts';

export const tableFile = 'table.json';
export const recordRow = keyBytes + 4;

/** What `table.json` holds. */
export interface StoredTable {
  readonly table: RecordTable;
  readonly cells: string;
  /** Index file by column; only columns that combinations look up have one. */
  readonly indexes: Readonly<Record<number, string>>;
}

export interface RecordIndex {
  /** Looks for changes first; the other methods keep to what was found then. */
  tables(): readonly RecordTable[];
  rowsWith(
    table: string,
    column: number,
    keys: readonly HashKey[],
    most: number,
  ): ReadonlyMap<HashKey, readonly number[]>;
  cellsOf(table: string, row: number): readonly HashKey[];
  refresh(): void;
  close(): void;
}

interface OpenTable {
  readonly stored: StoredTable;
  readonly indexes: ReadonlyMap<number, KeyedTable>;
  readonly cells: number;
}

/** Opens nothing before it is asked, and sees a table that was replaced. Methods throw when a file is damaged. */
export function openRecordIndex(folder: string): RecordIndex {
  let stamp: string | null = null;
  let open = new Map<string, OpenTable>();
  const close = () => {
    for (const { indexes, cells } of open.values()) {
      for (const index of indexes.values()) index.close();
      closeSync(cells);
    }
    open = new Map();
  };
  const fresh = (): ReadonlyMap<string, OpenTable> => {
    for (let tries = 0; ; tries++) {
      const now = stampOf(folder);
      if (now === stamp) return open;
      close();
      stamp = null;
      try {
        for (const name of tableNames(folder)) open.set(name, openTable(join(folder, name)));
        stamp = now;
      } catch (cause) {
        // Replaced while we looked: then it looks different now.
        if (tries > 2 || stampOf(folder) === now) throw cause;
      }
    }
  };
  const current = () => (stamp === null ? fresh() : open);
  return {
    tables: () => [...fresh().values()].map(({ stored }) => stored.table),
    rowsWith(table, column, keys, most) {
      const index = current().get(table)?.indexes.get(column);
      const found = new Map<HashKey, readonly number[]>();
      for (const key of [...new Set(keys)].sort((a, b) => a - b)) {
        const rows = index?.find(key, most) ?? [];
        if (rows.length > 0)
          found.set(
            key,
            rows.map((row) => row.readUInt32BE(keyBytes)),
          );
      }
      return found;
    },
    cellsOf(name, row) {
      const table = current().get(name);
      if (table === undefined) return [];
      const { columns } = table.stored.table;
      const cells = Buffer.alloc(columns.length * keyBytes);
      readSync(table.cells, cells, 0, cells.length, row * cells.length);
      return columns.map((_, i) => cells.readUIntBE(i * keyBytes, keyBytes));
    },
    refresh: () => void fresh(),
    close,
  };
}

export function tableNames(folder: string): readonly string[] {
  const isTable = (name: string) =>
    statSync(join(folder, name, tableFile), { throwIfNoEntry: false })?.isFile() ?? false;
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder).filter(isTable).sort();
}

export function readStoredTable(folder: string): StoredTable {
  try {
    return JSON.parse(readFileSync(join(folder, tableFile), 'utf8')) as StoredTable;
  } catch (cause) {
    throw new Error('a table of records cannot be read; add it again', { cause });
  }
}

/** Differs after each change: a table's description is always a new file. */
function stampOf(folder: string): string {
  const stamps = tableNames(folder).map((name) => {
    const { ino, mtimeNs } = statSync(join(folder, name, tableFile), { bigint: true });
    return `${name}.${ino}.${mtimeNs}`;
  });
  return `${stamps.length}:${stamps.join(';')}`;
}

function openTable(folder: string): OpenTable {
  const stored = readStoredTable(folder);
  const indexes = Object.entries(stored.indexes).map(
    ([column, file]) => [Number(column), openKeyedTable(join(folder, file))] as const,
  );
  return { stored, indexes: new Map(indexes), cells: openSync(join(folder, stored.cells), 'r') };
}
