// Sorted tables that together hold the rows of one kind: new rows become a new table, and tables of like size are merged,
// so that there are few of them and each row is rewritten only now and then.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createKeyedTable, openKeyedTable, sortedRows } from './keyed-table.ts';
import { mergeTables } from './merge-tables.ts';

export interface TableGroup {
  /** `write` fills in one row. True when memory is full: flush then. */
  add(write: (row: Buffer) => void): boolean;
  /** Writes out what is in memory. */
  flush(): Promise<void>;
  /** Names of the tables that hold all rows now. With `purge`, all become one that holds only the rows it wants. */
  finish(purge: ((row: Buffer) => boolean) | null): Promise<readonly string[]>;
}

/** Rows collected in memory before they are sorted and written. */
const mostRows = 2_000_000;
/** A table is merged with the one before unless that is this many times larger. */
const ratio = 4;

export function tableGroup(folder: string, kind: string, width: number, names: readonly string[]): TableGroup {
  const tables = names.map((name) => ({ name, rows: rowsOf(join(folder, name)) }));
  let buffer = Buffer.alloc(1_024 * width);
  let count = 0;
  const newName = () => `${kind}-${randomUUID()}.table`;

  async function flush(): Promise<void> {
    if (count === 0) return;
    const name = newName();
    const writer = await createKeyedTable(join(folder, name), width);
    await writer.write(sortedRows(buffer.subarray(0, count * width), width));
    await writer.finish();
    tables.push({ name, rows: count });
    count = 0;
  }

  return {
    add(write) {
      if (count * width === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
      write(buffer.subarray(count * width, (count + 1) * width));
      return ++count >= mostRows;
    },
    flush,
    async finish(purge) {
      await flush();
      let first = purge === null ? tables.length - 1 : 0;
      let rows = tables.at(-1)?.rows ?? 0;
      while (first > 0 && (tables[first - 1]?.rows ?? 0) < rows * ratio) rows += tables[--first]?.rows ?? 0;
      const merged = tables.splice(Math.max(0, first));
      if (merged.length === 1 && purge === null) tables.push(...merged);
      else if (merged.length > 0) {
        const name = newName();
        const files = merged.map((table) => join(folder, table.name));
        await mergeTables(files, join(folder, name), width, purge);
        tables.push({ name, rows: rowsOf(join(folder, name)) });
      }
      return tables.map(({ name }) => name);
    },
  };
}

function rowsOf(file: string): number {
  const table = openKeyedTable(file);
  table.close();
  return table.rows;
}
