// The thread that owns the ledger's database: waiting commits share one transaction, so that they share one flush to disk.
import { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { LedgerChange } from '../../core/model/ledger.ts';
import { type ApplyChange, changeApplier, type Rejection } from './ledger-changes.ts';
import { type LedgerQueries, ledgerQueries } from './ledger-queries.ts';
import { migrate } from './ledger-schema.ts';
import { explain, isDatabaseFault } from './ledger-trouble.ts';
import { openToRead } from './read-only-database.ts';

export interface ThreadOptions {
  readonly file: string;
  /** Milliseconds to wait for another writer. */
  readonly busyTimeout: number;
  /** Every commit then fails. */
  readonly readOnly: boolean;
}

export type ThreadRequest =
  | {
      readonly number: number;
      readonly type: 'commit';
      readonly at: number;
      readonly groups: readonly (readonly LedgerChange[])[];
    }
  | {
      readonly number: number;
      readonly type: 'query';
      readonly name: keyof LedgerQueries;
      readonly args: readonly unknown[];
    }
  | { readonly number: number; readonly type: 'close' };

/** The answer to the request of that number; number 0 says whether the database could be opened. */
export type ThreadAnswer =
  | { readonly number: number; readonly ok: true; readonly value: unknown }
  | { readonly number: number; readonly ok: false; readonly message: string };

function openDatabase({ file, busyTimeout, readOnly }: ThreadOptions): DatabaseSync {
  if (readOnly) return openToRead(file, busyTimeout);
  const database = new DatabaseSync(file, { timeout: busyTimeout, enableForeignKeyConstraints: true });
  // FULL: the log is flushed at every commit; NORMAL would lose the last ones with the power (sqlite.org/pragma.html).
  // What a statement puts aside never leaves the data folder: by default it goes to /var/tmp.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY');
  migrate(database);
  return database;
}

/** One result a group: null when durable. A fault of the database itself rejects them all. */
function commitTogether(
  database: DatabaseSync,
  apply: ApplyChange,
  groups: readonly (readonly LedgerChange[])[],
  at: number,
): readonly (Rejection | null)[] {
  try {
    database.exec('BEGIN IMMEDIATE');
    const results = groups.map((changes) => applyGroup(database, apply, changes, at));
    database.exec('COMMIT');
    return results;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    const rejection: Rejection = { kind: 'failed', message: explain(error) };
    return groups.map(() => rejection);
  }
}

/** All of the group's changes, or none. Throws only when the database failed. */
function applyGroup(
  database: DatabaseSync,
  apply: ApplyChange,
  changes: readonly LedgerChange[],
  at: number,
): Rejection | null {
  database.exec('SAVEPOINT one_group');
  const rejection = applyAll(apply, changes, at);
  if (rejection !== null) database.exec('ROLLBACK TO one_group');
  database.exec('RELEASE one_group');
  return rejection;
}

function applyAll(apply: ApplyChange, changes: readonly LedgerChange[], at: number): Rejection | null {
  for (const change of changes) {
    try {
      const rejection = apply(change, at);
      if (rejection !== null) return rejection;
    } catch (error) {
      if (isDatabaseFault(error)) throw error;
      return {
        kind: 'failed',
        message: `the ledger does not take a change of type ${change.type}; its values are not valid`,
      };
    }
  }
  return null;
}

function serve(port: MessagePort, database: DatabaseSync): void {
  const apply = changeApplier(database);
  const queries = ledgerQueries(database);
  const query = (name: keyof LedgerQueries, args: readonly unknown[]): unknown =>
    (queries[name] as (...given: readonly unknown[]) => unknown)(...args);
  const done = (request: ThreadRequest): unknown => {
    switch (request.type) {
      case 'commit':
        return commitTogether(database, apply, request.groups, request.at);
      case 'query':
        return query(request.name, request.args);
      case 'close':
        return database.close();
    }
  };
  const answerTo = (request: ThreadRequest): ThreadAnswer => {
    try {
      return { number: request.number, ok: true, value: done(request) };
    } catch (error) {
      return { number: request.number, ok: false, message: explain(error) };
    }
  };
  port.on('message', (requests: readonly ThreadRequest[]) => {
    port.postMessage(requests.map(answerTo));
    if (requests.some(({ type }) => type === 'close')) port.close();
  });
}

function start(port: MessagePort, options: ThreadOptions): void {
  try {
    serve(port, openDatabase(options));
    port.postMessage([{ number: 0, ok: true, value: null } satisfies ThreadAnswer]);
  } catch (error) {
    port.postMessage([{ number: 0, ok: false, message: explain(error) } satisfies ThreadAnswer]);
    port.close();
  }
}

if (parentPort !== null) start(parentPort, workerData as ThreadOptions);
