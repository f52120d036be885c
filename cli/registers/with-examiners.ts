// Examining processes under the key of a data folder, for commands that register what they read.
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { startKeys } from '../../adapters/local/key-client.ts';
import type { Examiner } from '../../core/ports.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { examiners } from '../examiners.ts';

export interface ExaminersWanted {
  readonly data: string;
  readonly pack: string;
  /** A program in gateway/workers. */
  readonly entry: string;
}

/** `width` is how many messages the processes can take at once. */
export async function withExaminers(
  { data, pack, entry }: ExaminersWanted,
  work: (examiner: Examiner, width: number) => Promise<void>,
): Promise<void> {
  const policy = chosenPolicy(pack);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const keys = await startKeys(data);
  try {
    const size = availableParallelism();
    const examiner = await examiners({
      size,
      policy,
      fingerprintKey: keys.fingerprintKey,
      queue: { jobs: size * 4, wait: 600_000 },
      entry: new URL(`../../gateway/workers/${entry}`, import.meta.url),
    });
    try {
      await work(examiner, size * 2);
    } finally {
      await examiner.close();
    }
  } finally {
    await keys.close();
  }
}
