// Ledgers whose whole content can be set back to what it was: the real adapters, on SQLite and on DynamoDB's protocol.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { dynamoLedger } from '../../adapters/aws/dynamo-ledger.ts';
import { openTable } from '../../adapters/aws/dynamo-table.ts';
import { databaseName, openLedger } from '../../adapters/local/sqlite-ledger.ts';
import type { Clock, Ledger } from '../../core/ports.ts';
import { startFakeDynamoDb } from '../harness/aws/fake-dynamodb.ts';
import { testClientOptions } from '../harness/aws/test-clients.ts';
import { type Intercept, interceptPort } from './intercept-port.ts';

export interface SnapshotLedger {
  /** As a process that has just started finds it; what it writes below the port may be cut off as well. */
  open(intercept: Intercept): Ledger;
  save(): unknown;
  restore(saved: unknown): void;
  close(): Promise<void>;
}

type Rows = readonly Readonly<Record<string, SQLInputValue>>[];

export async function sqliteSnapshots(clock: Clock): Promise<SnapshotLedger> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-states-'));
  const ledger = await openLedger(folder, { clock });
  const beside = new DatabaseSync(join(folder, databaseName), { timeout: 5_000 });
  beside.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF');
  const named = (type: 'table' | 'trigger') =>
    beside
      .prepare("SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%'")
      .all(type)
      .map(({ name }) => String(name));
  // They forbid what going back in time needs: to take from the trail.
  for (const trigger of named('trigger')) beside.exec(`DROP TRIGGER ${trigger}`);
  const tables = named('table');
  const statements = tables.map((table) => {
    const columns = beside.prepare(`SELECT * FROM ${table}`).columns();
    return {
      table,
      all: beside.prepare(`SELECT * FROM ${table}`),
      empty: beside.prepare(`DELETE FROM ${table}`),
      put: beside.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`),
    };
  });
  return {
    open: () => ledger,
    save: () => new Map(statements.map(({ table, all }) => [table, all.all()])),
    restore(saved) {
      beside.exec('BEGIN IMMEDIATE');
      for (const { table, empty, put } of statements) {
        empty.run();
        for (const row of (saved as ReadonlyMap<string, Rows>).get(table) ?? []) put.run(...Object.values(row));
      }
      beside.exec('COMMIT');
    },
    async close() {
      beside.close();
      await ledger.close();
      await rm(folder, { recursive: true });
    },
  };
}

export async function dynamoSnapshots(clock: Clock): Promise<SnapshotLedger> {
  const database = await startFakeDynamoDb();
  const table = openTable('postern', testClientOptions(database.endpoint));
  return {
    open: (intercept) => dynamoLedger(interceptPort('table', table, intercept), clock),
    save: () => database.items(),
    restore: (saved) => database.replace(saved as ReturnType<typeof database.items>),
    close: database.close,
  };
}
