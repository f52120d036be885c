// postern policy schema: describes the policy's files to editors.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSchemas } from '../../core/rulebook/shapes/file-schemas.ts';
import { CannotRun, exit } from '../exit.ts';

export async function writeSchemas(folder: string): Promise<number> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of fileSchemas()) await writeFile(join(folder, name), text);
  } catch (cause) {
    throw new CannotRun(`the schemas cannot be written to ${folder}; name a folder that can be`, { cause });
  }
  process.stdout.write(`${[...fileSchemas().keys()].map((name) => join(folder, name)).join('\n')}\n`);
  return exit.fine;
}
