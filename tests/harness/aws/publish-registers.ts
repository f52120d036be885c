// Publishes a registers folder as docs/deploy.md says: files of hashes first, then the descriptions, then what is no longer there goes.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { registersPrefix } from '../../../adapters/aws/pull-registers.ts';
import type { Bucket } from '../../../adapters/aws/s3-objects.ts';

export async function publishRegisters(folder: string, bucket: Bucket): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/^(?:names-|lock|\.)/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const descriptionsLast = files.sort((a, b) => Number(a.endsWith('.json')) - Number(b.endsWith('.json')));
  for (const file of descriptionsLast)
    await bucket.put(`${registersPrefix}${file}`, await readFile(join(folder, file)));
  for await (const { key } of bucket.list(registersPrefix))
    if (!files.includes(key.slice(registersPrefix.length))) await bucket.destroy(key);
}
