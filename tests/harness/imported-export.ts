// Puts an export into an empty installation, as another program would that has nothing but the files.
import { mkdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Column, snapshotOf, type Table } from '../../adapters/local/copies/ledger-rows.ts';
import { databaseName, openLedger } from '../../adapters/local/sqlite-ledger.ts';

/** Makes the data folder `data` of the export in `folder`. */
export async function importExport(folder: string, data: string): Promise<void> {
  await (await openLedger(data)).close();
  const { tables, close } = snapshotOf(data);
  close();
  const database = new DatabaseSync(join(data, databaseName));
  database.exec('PRAGMA defer_foreign_keys = ON; BEGIN');
  for (const table of tables) insertRows(database, table, join(folder, 'tables', `${table.name}.jsonl`));
  database.exec('COMMIT');
  database.close();
  mkdirSync(join(data, 'mail'));
  await cp(join(folder, 'mail/sealed'), join(data, 'mail/sealed'), { recursive: true });
}

function insertRows(database: DatabaseSync, { name, columns }: Table, file: string): void {
  const places = columns.map(() => '?').join(', ');
  const insert = database.prepare(
    `INSERT INTO ${name} (${columns.map((one) => one.name).join(', ')}) VALUES (${places})`,
  );
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const row = JSON.parse(line) as Readonly<Record<string, unknown>>;
    insert.run(...columns.map((column) => stored(row[column.name] ?? null, column)));
  }
}

function stored(value: unknown, { holds }: Column): SQLInputValue {
  if (value === null) return null;
  if (holds === 'json') return JSON.stringify(value);
  return holds === 'bytes' ? Buffer.from(String(value), 'base64') : (value as SQLInputValue);
}

/** Every table of a data folder as its rows. */
export function ledgerOf(data: string): Readonly<Record<string, readonly unknown[]>> {
  const snapshot = snapshotOf(data);
  try {
    return Object.fromEntries(snapshot.tables.map((table) => [table.name, [...snapshot.rows(table)]]));
  } finally {
    snapshot.close();
  }
}
