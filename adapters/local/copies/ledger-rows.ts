// Every table of the ledger as rows that anybody can read, whatever tables there are.
import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { openToRead } from '../read-only-database.ts';
import { databaseName } from '../sqlite-ledger.ts';

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface Column {
  readonly name: string;
  /** JSON is kept as text in the database; bytes are told in base64. */
  readonly holds: 'text' | 'number' | 'json' | 'bytes';
}

export type Row = Readonly<Record<string, unknown>>;

const jsonColumns: ReadonlySet<string> = new Set([
  'attempt.envelope',
  'held.envelope',
  'held.recipients',
  'message.record',
  'audit.detail',
  'record.value',
]);

export function tablesOf(database: DatabaseSync): readonly Table[] {
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all();
  return names.map(({ name }) => {
    const columns = database.prepare('SELECT name, type FROM pragma_table_info(?)').all(String(name));
    return { name: String(name), columns: columns.map((column) => columnOf(String(name), column)) };
  });
}

function columnOf(table: string, { name, type }: Readonly<Record<string, SQLOutputValue>>): Column {
  if (jsonColumns.has(`${table}.${String(name)}`)) return { name: String(name), holds: 'json' };
  const holds = type === 'BLOB' ? 'bytes' : type === 'INTEGER' ? 'number' : 'text';
  return { name: String(name), holds };
}

export interface Snapshot {
  readonly tables: readonly Table[];
  /** In the order in which the database keeps them. */
  rows(table: Table): Generator<Row>;
  close(): void;
}

/** All tables as they were at one moment, while the gateway goes on writing. Throws when there is no ledger. */
export function snapshotOf(data: string): Snapshot {
  const database = openToRead(join(data, databaseName));
  // The moment is that of the first read within the transaction (sqlite.org/isolation.html).
  database.exec('BEGIN');
  const tables = tablesOf(database);
  return {
    tables,
    rows: function* (table) {
      for (const row of database.prepare(`SELECT * FROM ${table.name}`).iterate()) yield told(row, table);
    },
    close: () => database.close(),
  };
}

function told(row: Readonly<Record<string, SQLOutputValue>>, { columns }: Table): Row {
  return Object.fromEntries(columns.map(({ name, holds }) => [name, toldValue(row[name] ?? null, holds)]));
}

function toldValue(value: SQLOutputValue, holds: Column['holds']): unknown {
  if (holds === 'json' && typeof value === 'string') return JSON.parse(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
