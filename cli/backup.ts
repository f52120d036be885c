// postern backup: a copy of everything that a data folder holds, beside a gateway that goes on running.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBackup } from '../adapters/local/copies/make-backup.ts';
import { asCannotRun, newHead, oneFolder, recordCopy } from './data/copy-head.ts';
import { exit } from './exit.ts';

export const help = `usage: postern backup DIR [--keys FILE] [--data DIR]

Copies the ledger, sealed mail, registers, signed checkpoints and delivered mail to the new folder DIR, and the keys to one
file beside it. The gateway may run. postern restore makes a data folder of the two again.
  --keys   where the keys go (default: DIR.keys)
  --data   the data folder (default: data)
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const folder = oneFolder(positionals, 'postern backup');
  const data = resolve(values.data);
  const keyFile = resolve(values.keys ?? `${folder}.keys`);
  try {
    const head = await newHead('postern backup 1');
    await recordCopy(data, 'backup-made', head);
    const { files, bytes, keys } = await makeBackup(data, folder, keyFile, head);
    process.stdout.write(
      `${files} files, ${bytes} bytes in ${folder}\n${keys} keys in ${keyFile}\n` +
        'Keep the keys apart from the folder: together they open all mail that was held, without anybody’s approval.\n',
    );
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
      keys: { type: 'string' },
      data: { type: 'string', default: 'data' },
    },
  });
}
