// What a scan outside the gateway recognises of a data folder, and the key it needs for that.
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startKeys } from '../../adapters/local/key-client.ts';
import { registersFolder } from '../../adapters/local/registers/open-registers.ts';
import type { ExaminerOptions } from '../../gateway/workers/examiner-pool.ts';
import { CannotRun } from '../exit.ts';

/** Rejects with CannotRun when there are registers whose key cannot be had. */
export async function recognitionOf(data: string): Promise<Pick<ExaminerOptions, 'fingerprintKey' | 'registers'>> {
  const folder = resolve(data);
  const registers = join(folder, registersFolder);
  // Nothing is stored, so a key of this run is enough to tell two secrets apart.
  if ((await stat(registers).catch(() => null)) === null) return { fingerprintKey: randomBytes(32) };
  try {
    const keys = await startKeys(folder);
    await keys.close();
    return { fingerprintKey: keys.fingerprintKey, registers };
  } catch (cause) {
    throw new CannotRun(cause instanceof Error ? cause.message : 'the key store cannot be opened', { cause });
  }
}
