// The policy that --pack names, or the default; what is wrong with it ends the command.
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { loadPolicy } from '../core/rulebook/load-rulebook.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';
import { PolicyError } from '../core/rulebook/policy-error.ts';
import { CannotRun } from './exit.ts';

export const policyFolder = fileURLToPath(new URL('../policy', import.meta.url));

/** Throws CannotRun. */
export function chosenPolicy(pack = 'default'): PolicyData {
  try {
    const onDisk = readPolicyFolder(policyFolder, pack);
    return loadPolicy(onDisk.files, onDisk.pack);
  } catch (cause) {
    if (cause instanceof PolicyError) throw new CannotRun(cause.message);
    throw cause;
  }
}
