// postern restore: a data folder from a backup and its keys, proved before anything relies on it.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { auditFolder, checkpointLines, notaryFile } from '../adapters/local/checkpoint-files.ts';
import { restoreBackup } from '../adapters/local/copies/restore-backup.ts';
import { startKeys } from '../adapters/local/key-client.ts';
import { openLedger } from '../adapters/local/sqlite-ledger.ts';
import { exportTrail } from '../core/oversight/audit/export-trail.ts';
import { firstLost, verifyTrail } from '../core/oversight/audit/verify-trail.ts';
import { asCannotRun, oneFolder, recordCopy } from './data/copy-head.ts';
import { exit } from './exit.ts';

export const help = `usage: postern restore DIR [--keys FILE] [--data DIR]

Makes a new data folder of the backup DIR and its keys. Every file is held against its SHA-256 first, the ledger is checked,
and the audit trail verified with the keys. To rehearse, restore to another folder and remove it afterwards.
  --keys   the file of the keys (default: DIR.keys)
  --data   the data folder to make, which must not exist yet (default: data)
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const folder = oneFolder(positionals, 'postern restore');
  const data = resolve(values.data);
  try {
    const head = await restoreBackup(folder, resolve(values.keys ?? `${folder}.keys`), data);
    const { entries, fault } = await provedTrail(data);
    if (fault !== null) {
      process.stdout.write(`${data} was made, but its audit trail is not whole: ${fault}; do not start it\n`);
      return exit.stopped;
    }
    await recordCopy(data, 'backup-restored', head);
    const made = new Date(head.at).toISOString();
    process.stdout.write(`${data} is as it was at ${made}; its audit trail is whole: ${entries} events\n`);
    return exit.fine;
  } catch (cause) {
    throw asCannotRun(cause);
  }
}

/** The key that vouches is asked of the keys themselves: a trail under another key is not this installation's. */
async function provedTrail(data: string): Promise<{ readonly entries: number; readonly fault: string | null }> {
  const keys = await startKeys(data);
  await keys.close();
  const kept = await readFile(join(data, auditFolder, notaryFile), 'utf8');
  if (kept !== keys.notaryKey) return { entries: 0, fault: 'it was signed with other keys than these' };
  const ledger = await openLedger(data, { readOnly: true });
  try {
    const { entries, fault } = await verifyTrail(exportTrail(ledger), kept);
    if (fault !== null) return { entries, fault: fault.what };
    const lost = await firstLost(exportTrail(ledger), checkpointLines(join(data, auditFolder)));
    return { entries, fault: lost === null ? null : `checkpoint ${lost.number} is missing` };
  } finally {
    await ledger.close();
  }
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      keys: { type: 'string' },
      data: { type: 'string', default: 'data' },
    },
  });
}
