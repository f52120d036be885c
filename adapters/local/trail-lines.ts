// The lines of an audit trail: of an export, or of the pieces that write-once storage took, copied from there to a folder.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../core/model/canonical-json.ts';
import { checkpointLines } from './checkpoint-files.ts';
import { fileLines } from './file-lines.ts';

/** Pieces have no last line, which counts: it is made of them. */
export async function* trailLines(path: string): AsyncGenerator<string> {
  if (!(await stat(path)).isDirectory()) return yield* fileLines(path);
  let entries = 0;
  let checkpoints = 0;
  for await (const line of pieceLines(path)) {
    if (isCheckpoint(line)) checkpoints++;
    else if (line.startsWith('{"entry":')) entries++;
    yield line;
  }
  yield canonicalJson({ checkpoints, entries });
}

/** Checkpoints of a copy of `audit/` or of such pieces. */
export async function* keptCheckpoints(folder: string): AsyncGenerator<string> {
  yield* checkpointLines(folder);
  for await (const line of pieceLines(folder)) if (isCheckpoint(line)) yield line;
}

async function* pieceLines(folder: string): AsyncGenerator<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ndjson'));
  for (const name of names.sort()) yield* fileLines(join(folder, name));
}

function isCheckpoint(line: string): boolean {
  return line.startsWith('{"checkpoint":');
}
