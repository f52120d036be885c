// Signed checkpoints as lines of one file a day, only ever added to, so that rewriting the ledger later shows.
import { chmod, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flushFolder, makeFolder } from './durable-file.ts';

/** In the data folder. */
export const auditFolder = 'audit';
/** The public key that verifies the trail, for who keeps it elsewhere. */
export const notaryFile = 'notary.pem';

export interface CheckpointFiles {
  /** Number of the newest that is written; 0 when none is. */
  last(): Promise<number>;
  /** Resolves when the line is durable. `day` is UTC, `2026-01-31`. */
  append(day: string, line: string): Promise<void>;
}

const dayFile = /^\d{4}-\d{2}-\d{2}\.checkpoints$/;

/** `folder` is `audit/` in the data folder; made when missing. */
export async function openCheckpointFiles(folder: string): Promise<CheckpointFiles> {
  await makeFolder(folder);
  const names = async () => (await readdir(folder)).filter((name) => dayFile.test(name)).sort();
  return {
    last: async () => {
      for (const name of (await names()).reverse()) {
        const numbers = [...numbersIn(await readFile(join(folder, name), 'utf8'))];
        if (numbers.length > 0) return Math.max(...numbers);
      }
      return 0;
    },
    append: async (day, line) => {
      const name = `${day}.checkpoints`;
      const before = await names();
      const handle = await open(join(folder, name), 'a+', 0o600);
      try {
        // A line that a crash cut off stays as it is, and ends here.
        const { size } = await handle.stat();
        const end = Buffer.alloc(1);
        if (size > 0) await handle.read(end, 0, 1, size - 1);
        await handle.appendFile(`${size > 0 && end[0] !== 10 ? '\n' : ''}${line}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (before.includes(name)) return;
      await flushFolder(folder);
      for (const old of before) await chmod(join(folder, old), 0o400);
    },
  };
}

/** Lines of all days in order, those that a crash cut off left out. */
export async function* checkpointLines(folder: string): AsyncGenerator<string> {
  for (const name of (await readdir(folder)).filter((one) => dayFile.test(one)).sort())
    for (const line of (await readFile(join(folder, name), 'utf8')).split('\n'))
      if (numberOf(line) !== null) yield line;
}

function* numbersIn(text: string): Generator<number> {
  for (const line of text.split('\n')) {
    const number = numberOf(line);
    if (number !== null) yield number;
  }
}

function numberOf(line: string): number | null {
  try {
    const { checkpoint } = JSON.parse(line) as { checkpoint?: { number?: unknown } };
    return typeof checkpoint?.number === 'number' ? checkpoint.number : null;
  } catch {
    return null;
  }
}
