// Reads who may do what from the policy folder.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of `policy/access` by name. Throws when the folder cannot be read. */
export function readAccessPolicies(policyFolder: string): ReadonlyMap<string, string> {
  const folder = join(policyFolder, 'access');
  const names = readdirSync(folder).filter((name) => /\.(?:cedar|cedarschema)$/.test(name));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
