// Tables of the ledger's database, as steps from each version to the next (SQLite user_version).
import type { DatabaseSync } from 'node:sqlite';

/**
 * Nested values are JSON; what is searched or enforced has a column. A step that was published is never edited: a
 * change is a new step at the end.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE attempt (
    id TEXT PRIMARY KEY,
    direction TEXT NOT NULL,
    envelope TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;

  -- unfinished repeats what the state says, so that the few open ones are found without knowing the state table here
  CREATE TABLE recipient (
    attempt TEXT NOT NULL REFERENCES attempt (id),
    address TEXT NOT NULL,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    unfinished INTEGER NOT NULL,
    outcome TEXT,
    acknowledged_at INTEGER,
    PRIMARY KEY (attempt, address)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX recipient_unfinished ON recipient (attempt) WHERE unfinished = 1;

  CREATE TABLE held (
    id TEXT PRIMARY KEY,
    attempt TEXT NOT NULL,
    class TEXT NOT NULL,
    retained_at INTEGER NOT NULL,
    direction TEXT NOT NULL,
    envelope TEXT NOT NULL,
    recipients TEXT NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX held_by_time ON held (retained_at, id);
  CREATE INDEX held_by_attempt ON held (attempt);

  CREATE TABLE message (
    attempt TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX message_by_id ON message (message_id, at);
  CREATE INDEX message_by_time ON message (at, outcome);

  CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    raw BLOB NOT NULL,
    direction TEXT NOT NULL,
    throttle_key TEXT,
    queued_at INTEGER NOT NULL,
    sent_at INTEGER,
    due INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE INDEX notice_due ON notice (queued_at, id) WHERE due = 1;
  CREATE INDEX notice_due_by_key ON notice (throttle_key, queued_at, id) WHERE due = 1;
  CREATE INDEX notice_sent_by_key ON notice (throttle_key, sent_at) WHERE sent_at IS NOT NULL;

  CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  `,
  `
  ALTER TABLE held ADD COLUMN exempt INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- whose mail was held: sender and recipients in lower case
  CREATE TABLE held_party (
    address TEXT NOT NULL,
    retained_at INTEGER NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (address, retained_at, item)
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO held_party (address, retained_at, item)
    SELECT lower(json_extract(envelope, '$.mailFrom')), retained_at, id FROM held;
  INSERT OR IGNORE INTO held_party (address, retained_at, item)
    SELECT lower(json_extract(one.value, '$.address')), retained_at, held.id FROM held, json_each(held.recipients) AS one;
  `,
  `
  -- the queue of what waits: by state, by class, by the clauses that stopped it (only while it is kept)
  CREATE INDEX held_by_state ON held (state, retained_at, id);
  CREATE INDEX held_by_class ON held (state, class, retained_at, id);
  CREATE TABLE held_reason (
    class TEXT NOT NULL,
    clause TEXT NOT NULL,
    retained_at INTEGER NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (class, clause, retained_at, item)
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO held_reason (class, clause, retained_at, item)
    SELECT class, json_extract(reason.value, '$.clause'), retained_at, held.id
    FROM held, json_each(held.recipients) AS one, json_each(one.value, '$.reasons') AS reason
    WHERE state = 'kept' AND json_extract(reason.value, '$.outcome') = json_extract(one.value, '$.outcome');
  `,
  `
  -- who wrote and got which message, in lower case: a case covers some people's mail of some days
  CREATE TABLE message_party (
    address TEXT NOT NULL,
    at INTEGER NOT NULL,
    attempt TEXT NOT NULL,
    PRIMARY KEY (address, at, attempt)
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO message_party (address, at, attempt)
    SELECT lower(json_extract(record, '$.mailFrom')), at, attempt FROM message;
  INSERT OR IGNORE INTO message_party (address, at, attempt)
    SELECT lower(json_extract(one.value, '$.address')), at, attempt
    FROM message, json_each(message.record, '$.recipients') AS one;

  CREATE INDEX held_of_class ON held (class, retained_at, id);
  `,
  `
  -- SQLite's lower() knows ASCII alone: what the steps above filled in is looked for as the program lowers it
  UPDATE OR REPLACE held_party SET address = lowered(address)
    WHERE address GLOB '*[^ -~]*' AND lowered(address) <> address;
  UPDATE OR REPLACE message_party SET address = lowered(address)
    WHERE address GLOB '*[^ -~]*' AND lowered(address) <> address;
  `,
];

/** SQLite's user_version of a ledger with all of the tables above. */
export const schemaVersion = steps.length;

/** Brings the database to a version, each step in a transaction. Throws when it is newer than this program. */
export function migrate(database: DatabaseSync, wanted = schemaVersion): void {
  const found = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (found > steps.length) {
    throw new Error(`the ledger was written by a newer version (${found}); start that version, or restore a backup`);
  }
  database.function('lowered', { deterministic: true }, (text) => String(text).toLowerCase());
  for (let version = found; version < wanted; version++) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(steps[version] ?? '');
      database.exec(`PRAGMA user_version = ${version + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}
