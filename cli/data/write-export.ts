// Everything that a data folder holds, as files that outlive this program: JSON Lines and CSV for facts, mail as it is.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { auditFolder } from '../../adapters/local/checkpoint-files.ts';
import { type Row, type Snapshot, snapshotOf, type Table } from '../../adapters/local/copies/ledger-rows.ts';
import { copyFolders } from '../../adapters/local/copies/make-backup.ts';
import { type CopyHead, mustBeEmpty, writeManifest } from '../../adapters/local/copies/manifest.ts';
import { type WrittenFile, writeFile } from '../../adapters/local/copies/written-file.ts';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { exportTrail } from '../../core/oversight/audit/export-trail.ts';
import { type Cell, csvRow } from '../../core/oversight/requests/csv-text.ts';

/** By kind of record, what signs somebody in or opens mail: it serves this installation alone, and an export is for reading. */
const secrets: ReadonlyMap<unknown, ReadonlySet<string>> = new Map([
  ['account', new Set(['password', 'former', 'totp'])],
  ['door', new Set(['candidates'])],
]);

/** Held content stays sealed: to open it takes a grant. */
const folders = [auditFolder, 'mail/sealed', 'registers', 'delivered'];

export interface Exported {
  readonly files: number;
  /** Rows by table. */
  readonly rows: ReadonlyMap<string, number>;
}

/** `folder` must be new. Rejects with UnsoundCopy, or when there is no ledger. */
export async function writeExport(data: string, folder: string, head: CopyHead): Promise<Exported> {
  await mustBeEmpty(folder);
  const rows = new Map<string, number>();
  const files: WrittenFile[] = [await writeReadme(folder)];
  const snapshot = snapshotOf(data);
  try {
    for (const table of snapshot.tables) {
      rows.set(table.name, count(snapshot, table));
      files.push(await writeFile(folder, `tables/${table.name}.jsonl`, jsonLines(snapshot, table)));
      files.push(await writeFile(folder, `tables/${table.name}.csv`, csvLines(snapshot, table)));
    }
    files.push(...(await writeNotices(snapshot, folder)));
  } finally {
    snapshot.close();
  }
  files.push(await writeTrail(data, folder), ...(await copyFolders(data, folder, folders)));
  await writeManifest(folder, head, files);
  return { files: files.length, rows };
}

async function writeReadme(folder: string): Promise<WrittenFile> {
  const text = await readFile(fileURLToPath(new URL('../../docs/papers/export-format.md', import.meta.url)));
  return writeFile(folder, 'README.md', [text]);
}

function count(snapshot: Snapshot, table: Table): number {
  return snapshot.rows(table).reduce((sum) => sum + 1, 0);
}

function* jsonLines(snapshot: Snapshot, table: Table): Generator<string> {
  for (const row of snapshot.rows(table)) yield `${JSON.stringify(shown(row, table))}\n`;
}

function* csvLines(snapshot: Snapshot, table: Table): Generator<string> {
  yield csvRow(table.columns.map(({ name }) => name));
  for (const each of snapshot.rows(table)) {
    const row = shown(each, table);
    yield csvRow(table.columns.map(({ name }) => cellOf(row[name])));
  }
}

function shown(row: Row, { name }: Table): Row {
  const hidden = name === 'record' ? secrets.get(row.kind) : undefined;
  return hidden === undefined ? row : { ...row, value: without(row.value, hidden) };
}

/** At any depth: candidates stand within the events of a door. */
function without(value: unknown, hidden: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => without(each, hidden));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !hidden.has(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, without(each, hidden)]));
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value as Cell;
}

/** Those that wait to be sent, as messages. */
async function writeNotices(snapshot: Snapshot, folder: string): Promise<readonly WrittenFile[]> {
  const table = snapshot.tables.find(({ name }) => name === 'notice');
  const files: WrittenFile[] = [];
  for (const { raw } of table === undefined ? [] : snapshot.rows(table)) {
    if (raw === '') continue;
    const bytes = Buffer.from(String(raw), 'base64');
    files.push(await writeFile(folder, `notices/${files.length + 1}.eml`, [bytes]));
  }
  return files;
}

/** In the form that `postern audit verify` takes. */
async function writeTrail(data: string, folder: string): Promise<WrittenFile> {
  const ledger = await openLedger(data, { readOnly: true });
  async function* lines(): AsyncGenerator<string> {
    for await (const line of exportTrail(ledger)) yield `${line}\n`;
  }
  try {
    return await writeFile(folder, 'trail.ndjson', lines());
  } finally {
    await ledger.close();
  }
}
