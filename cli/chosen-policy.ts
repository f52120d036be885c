// The policy that --pack names, or the default; what is wrong with it ends the command.
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { checkedPolicy, loadPolicy } from '../core/rulebook/load-rulebook.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';
import { PolicyError } from '../core/rulebook/policy-error.ts';
import { putInForce } from '../core/rulebook/put-in-force.ts';
import { readPolicy } from '../core/rulebook/read-policy.ts';
import { CannotRun } from './exit.ts';

export const policyFolder = fileURLToPath(new URL('../policy', import.meta.url));

/** Throws CannotRun. */
export function chosenPolicy(pack = 'default'): PolicyData {
  return loaded(pack, loadPolicy);
}

/** The same as it would be were nothing only monitored. Throws CannotRun. */
export function policyInForce(pack = 'default'): PolicyData {
  return loaded(pack, (files, name) => {
    const { policy, problems } = readPolicy(files, (id) => id === name, { examples: false });
    if (problems.length > 0) throw new PolicyError(problems);
    return checkedPolicy(putInForce(policy), name, files);
  });
}

function loaded(pack: string, load: typeof loadPolicy): PolicyData {
  try {
    const onDisk = readPolicyFolder(policyFolder, pack);
    return load(onDisk.files, onDisk.pack);
  } catch (cause) {
    if (cause instanceof PolicyError) throw new CannotRun(cause.message);
    throw cause;
  }
}
