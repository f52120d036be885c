// Remembers what checking the policy's files gave: the same files, checked by the same program, need no second check.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { PolicyOnDisk } from './policy-folder.ts';

const file = 'checked-policy';
/** What checks policies and the texts of notices. */
const programs = ['core/rulebook/', 'core/oversight/notices/'].map((folder) =>
  fileURLToPath(new URL(`../../${folder}`, import.meta.url)),
);
const hashLength = 32;

/** `check` makes the value, which must be structured-clonable, and throws on a policy that does not hold; that is never kept. */
export function checkedPolicy<T>(dataFolder: string, policy: PolicyOnDisk, check: (policy: PolicyOnDisk) => T): T {
  const key = keyOf(policy);
  const known = readKnown<T>(join(dataFolder, file), key);
  if (known !== null) return known;
  const value = check(policy);
  const bytes = serialize(value);
  try {
    writeFileSync(join(dataFolder, file), Buffer.concat([key, sha256(bytes), bytes]), { mode: 0o600 });
  } catch {
    // Without it the next start takes half a second longer.
  }
  return value;
}

function readKnown<T>(path: string, key: Buffer): T | null {
  try {
    const bytes = readFileSync(path);
    const value = bytes.subarray(2 * hashLength);
    if (!bytes.subarray(0, hashLength).equals(key)) return null;
    // A file cut short by a crash is no policy.
    return bytes.subarray(hashLength, 2 * hashLength).equals(sha256(value)) ? (deserialize(value) as T) : null;
  } catch {
    return null;
  }
}

/** Of every file of the policy, the program that checks them, and the Node.js that packs the result. */
function keyOf({ files, pack }: PolicyOnDisk): Buffer {
  const hash = createHash('sha256').update(`${process.version}\0${pack}\0`);
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${path}\0${text}\0`);
  for (const program of programs)
    for (const entry of readdirSync(program, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) hash.update(readFileSync(join(entry.parentPath, entry.name)));
  return hash.digest();
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
