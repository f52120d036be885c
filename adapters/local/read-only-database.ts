// The ledger's database to read from, beside the gateway that writes it.
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { schemaVersion } from './ledger-schema.ts';

/** Never changes the file. Throws when there is none, or when it has not the tables of this program. */
export function openToRead(file: string, busyTimeout = 5_000): DatabaseSync {
  if (!existsSync(file)) throw new Error(`there is no ledger ${file}; name the data folder with --data`);
  const database = new DatabaseSync(file, { readOnly: true, timeout: busyTimeout });
  const found = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (found === schemaVersion) return database;
  database.close();
  throw new Error(`the ledger was written by another version (${found}); start the gateway of this version once`);
}
