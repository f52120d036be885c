// postern audit: exports the trail, and verifies an export with nothing but it and the public key.
import { access, constants, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keptCheckpoints, trailLines } from '../adapters/local/trail-lines.ts';
import { firstLost, verifyTrail } from '../core/oversight/audit/verify-trail.ts';
import type { ExportedTrail } from '../gateway/oversight-commands.ts';
import { askGateway } from './ask-gateway.ts';
import { CannotRun, exit } from './exit.ts';

export const help = `usage: postern audit export FILE [--data DIR]
       postern audit verify FILE|DIR --key FILE [--checkpoints DIR]

export asks the running gateway to write every event and signed checkpoint to a new file.
verify needs no gateway: --key is audit/notary.pem of the data folder, kept elsewhere since the first day. With
--checkpoints, a copy of the folder audit/, it also finds a trail that was written anew. On AWS DIR is a copy of checkpoints/
in the audit bucket, which holds the key too. Exit 1 when something is wrong.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, file] = positionals;
  if (verb === 'export' && file !== undefined) return exportTo(resolve(values.data), resolve(file));
  if (verb === 'verify' && file !== undefined) {
    if (values.key === undefined) throw new CannotRun('name the public key with --key; see postern audit --help');
    return verify(file, values.key, values.checkpoints ?? null);
  }
  throw new CannotRun('say export FILE or verify FILE --key FILE; see postern audit --help');
}

async function exportTo(folder: string, file: string): Promise<number> {
  const { lines } = await askGateway<ExportedTrail>(folder, 'audit-export', file);
  process.stdout.write(`${lines} lines in ${file}\n`);
  return exit.fine;
}

async function verify(file: string, keyFile: string, checkpoints: string | null): Promise<number> {
  for (const path of [file, keyFile, ...(checkpoints === null ? [] : [checkpoints])])
    await access(path, constants.R_OK).catch(() => {
      throw new CannotRun(`${path} cannot be read; name one that can`);
    });
  const key = await readFile(keyFile, 'utf8');
  const { fault, entries, checkpoints: signed, uncovered } = await verified(file, key);
  if (fault !== null) {
    process.stdout.write(`line ${fault.line}: ${fault.what}\n`);
    return exit.stopped;
  }
  const lost = checkpoints === null ? null : await firstLost(trailLines(file), keptCheckpoints(checkpoints));
  if (lost !== null) {
    const when = new Date(lost.at).toISOString();
    process.stdout.write(
      `checkpoint ${lost.number}, signed ${when}, is not in this export: it is older than that, or the trail was changed\n`,
    );
    return exit.stopped;
  }
  process.stdout.write(`whole: ${entries} events, ${signed} checkpoints, ${uncovered} events after the last of them\n`);
  return exit.fine;
}

async function verified(file: string, key: string) {
  try {
    return await verifyTrail(trailLines(file), key);
  } catch (cause) {
    throw new CannotRun('the key cannot be read; give the public key in PEM form, audit/notary.pem', { cause });
  }
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      checkpoints: { type: 'string' },
      data: { type: 'string', default: 'data' },
    },
  });
}
