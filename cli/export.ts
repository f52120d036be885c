// postern export: everything that a data folder holds, in open formats, for the organisation's own storage.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { asCannotRun, newHead, oneFolder, recordCopy } from './data/copy-head.ts';
import { writeExport } from './data/write-export.ts';
import { exit } from './exit.ts';

export const help = `usage: postern export DIR [--data DIR]

Writes every fact as JSON Lines and CSV, the audit trail, notices that wait and delivered mail as messages, and held mail as it
was sealed, to the new folder DIR, with a manifest and a README that says how to read each. Held mail is opened under a grant
alone: as messages it leaves by a request (docs/oversight.md). The gateway may run.
  --data   the data folder (default: data)
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const folder = oneFolder(positionals, 'postern export');
  const data = resolve(values.data);
  try {
    const head = await newHead('postern export 1');
    await recordCopy(data, 'data-exported', head);
    const { files, rows } = await writeExport(data, folder, head);
    for (const [table, count] of rows) process.stdout.write(`${String(count).padStart(9)} ${table}\n`);
    process.stdout.write(`${files} files in ${folder}\n`);
    return exit.fine;
  } catch (cause) {
    throw asCannotRun(cause);
  }
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: 'data' },
    },
  });
}
