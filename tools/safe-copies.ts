// node tools/safe-copies.ts DIR…: makes the safe copy of every file below the folders and counts what came of it: the form,
// how many words of the original a rebuilt copy still shows, and the time a copy took.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { progress } from '../cli/progress.ts';
import { safeCopies } from '../core/mail/act/disarm/safe-copy.ts';
import { examine } from '../core/mail/examine.ts';
import { extract } from '../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../core/mail/extract/limits.ts';
import { parse } from '../core/mail/parse/parse.ts';
import type { MailLeaf } from '../core/model/message.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';
import { offerFileConstants } from '../gateway/workers/library-surroundings.ts';
import { filesBelow } from './evaluate/files.ts';
import { inboundLetter } from './evaluate/samples.ts';
import { withAttachment } from './evaluate/wrap.ts';

const now = () => performance.now();

/** What somebody sees of a file. */
async function wordsOf(name: string, bytes: Uint8Array): Promise<ReadonlySet<string>> {
  const message = await parse(withAttachment(inboundLetter, name, bytes));
  const readings = await extract(message, new Budget(defaultLimits, now), { ocr: false });
  const shown = (readings[2]?.regions ?? []).filter(
    ({ kind }) => !['file-name', 'hidden', 'code', 'property'].includes(kind),
  );
  return new Set(shown.flatMap(({ text }) => text.split(/\s+/)).filter((word) => word !== ''));
}

offerFileConstants();
const { files, pack } = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(files, pack);
const scan = (raw: Uint8Array) => examine(raw, { mailFrom: '', ocr: false }, { rulebook, fingerprint: () => '', now });
const counts: Record<string, number> = {};
let words = 0;
let kept = 0;
let slowest: readonly [number, string] = [0, ''];
const paths = (await Promise.all(process.argv.slice(2).map(filesBelow))).flat();
const shown = progress('files');
for (const path of paths) {
  const name = basename(path);
  const content = await readFile(path);
  const started = now();
  const copy = await safeCopies({ examine: scan, now })({ name, content } as unknown as MailLeaf);
  if (copy !== null && now() - started > slowest[0]) slowest = [now() - started, name];
  counts[copy?.form ?? 'none'] = (counts[copy?.form ?? 'none'] ?? 0) + 1;
  if (copy?.form === 'rebuilt') {
    const [before, after] = [await wordsOf(name, content), await wordsOf(copy.name, copy.bytes)];
    words += before.size;
    kept += before.intersection(after).size;
  }
  shown.step();
}
shown.done();
const forms = Object.entries(counts).map(([form, count]) => `${count} ${form}`);
process.stdout.write(`${paths.length} files: ${forms.join(', ')}\n`);
process.stdout.write(`words of the originals in rebuilt copies: ${kept} of ${words}\n`);
process.stdout.write(`slowest: ${slowest[1]}, ${(slowest[0] / 1000).toFixed(1)} s\n`);
