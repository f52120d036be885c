// The lines of a file, one at a time.
import { createReadStream } from 'node:fs';

/** Split at line feeds alone: what else ends lines elsewhere may stand in a name. */
export async function* fileLines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
