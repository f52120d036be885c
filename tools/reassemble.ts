// node tools/reassemble.ts DIR…: every mail below the folders is taken apart and put together, and each attachment
// stripped; says how often a byte that should have stayed did not.
import { readFile } from 'node:fs/promises';
import { progress } from '../cli/progress.ts';
import { strip } from '../core/mail/act/strip.ts';
import { parse } from '../core/mail/parse/parse.ts';
import { readStructure } from '../core/mail/parse/structure.ts';
import type { MailLeaf, ParsedMessage } from '../core/model/message.ts';
import { reassembled } from '../tests/harness/reassembled.ts';
import { filesBelow } from './evaluate/files.ts';

/** What became of stripping one attachment; `alone` is a message that is nothing else, whose header must change. */
type Stripped = 'clean' | 'alone' | 'refused' | 'damaged';

interface Counts {
  messages: number;
  bytes: number;
  different: number;
  failed: number;
  readonly stripped: Record<Stripped, number>;
  /** Milliseconds, and the file that took them. */
  slowest: readonly [number, string];
}

function commonStart(one: Uint8Array, other: Uint8Array): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

function commonEnd(one: Uint8Array, other: Uint8Array): number {
  let length = 0;
  while (length < one.length && length < other.length && one.at(-1 - length) === other.at(-1 - length)) length++;
  return length;
}

async function stripOne(raw: Buffer, message: ParsedMessage, leaf: MailLeaf): Promise<Stripped> {
  const result = await strip(raw, message, [leaf.path], () => ({ text: 'this part was taken out' }));
  if (result === null || leaf.span === null) return 'refused';
  const { root } = readStructure(raw);
  if (root.children.length === 0) {
    const kept = root.fields.filter(({ key }) => !key.startsWith('content-'));
    const text = Buffer.from(result).toString('latin1');
    return kept.every(({ span }) => text.includes(raw.toString('latin1', span.start, span.end))) ? 'alone' : 'damaged';
  }
  const before = commonStart(raw, result) >= leaf.span.start;
  const behind = commonEnd(raw, result) >= raw.length - leaf.span.end;
  return before && behind ? 'clean' : 'damaged';
}

async function check(path: string, counts: Counts): Promise<void> {
  const raw = await readFile(path);
  const started = performance.now();
  counts.messages++;
  counts.bytes += raw.length;
  if (!reassembled(raw, readStructure(raw).root).equals(raw)) {
    counts.different++;
    process.stdout.write(`different: ${path}\n`);
  }
  const message = await parse(raw);
  const took = performance.now() - started;
  if (took > counts.slowest[0]) counts.slowest = [took, path];
  for (const leaf of message.leaves) {
    if (leaf.role === 'body') continue;
    const outcome = await stripOne(raw, message, leaf);
    counts.stripped[outcome]++;
    if (outcome === 'damaged') process.stdout.write(`damaged by stripping: ${path}\n`);
  }
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  process.stderr.write('usage: node tools/reassemble.ts DIR…\n');
  process.exit(2);
}
let wrong = 0;
for (const folder of folders) {
  const stripped = { clean: 0, alone: 0, refused: 0, damaged: 0 };
  const counts: Counts = { messages: 0, bytes: 0, different: 0, failed: 0, stripped, slowest: [0, ''] };
  const shown = progress('messages');
  for (const path of await filesBelow(folder)) {
    await check(path, counts).catch((cause: unknown) => {
      counts.failed++;
      process.stdout.write(`failed: ${path}: ${cause instanceof Error ? cause.name : 'unknown'}\n`);
    });
    shown.step();
  }
  shown.done();
  const { messages, bytes, different, failed, slowest } = counts;
  wrong += different + failed + stripped.damaged;
  process.stdout.write(
    `${folder}: ${messages} files, ${Math.round(bytes / 2 ** 20)} MB, ${different} put together differently, ${failed} failed; ` +
      `stripped cleanly ${stripped.clean}, with the header of a lone attachment ${stripped.alone}, refused ${stripped.refused}, ` +
      `damaged ${stripped.damaged}; slowest ${Math.round(slowest[0])} ms\n`,
  );
}
process.exitCode = wrong === 0 ? 0 : 1;
