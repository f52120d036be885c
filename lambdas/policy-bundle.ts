// The policy as it was compiled into the bundle: checked when it was built, so that a function starts without reading YAML.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { CheckedTexts } from '../core/oversight/notices/format-texts.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';

export interface BundledPolicy {
  readonly policy: PolicyData;
  readonly notices: CheckedTexts;
}

export function packed(bundled: BundledPolicy): Uint8Array {
  return serialize(bundled);
}

/** Throws when no pack of that name was bundled. */
export function readBundledPolicy(folder: string, pack: string): BundledPolicy {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(pack)) throw new Error('POSTERN_PACK is no name of a pack');
  try {
    return deserialize(readFileSync(join(folder, 'policy', `${pack}.bin`))) as BundledPolicy;
  } catch (cause) {
    throw new Error(`the pack ${pack} is not in the bundle; build it with --pack ${pack}`, { cause });
  }
}
