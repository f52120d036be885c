// npm run evaluate -- DIR [SET…]: scores the scanner against labelled sets and prints one table each.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { progress } from '../cli/progress.ts';
import type { SetContext, SetResult } from './evaluate/evaluation.ts';
import { remove, unpack } from './evaluate/files.ts';
import { type Scanner, startScanner } from './evaluate/scanner.ts';
import { type EvaluationSet, sets } from './evaluate/sets.ts';
import { asList, asTable } from './evaluate/tables.ts';

const help = `usage: npm run evaluate -- DIR [SET…] [--sample N] [--details] [--json] [--page FILE]

DIR holds corpora/, eval/ and sources/; SET is the name of a set, or its beginning (default: all).
  --sample N  open one mail in N only, in the sets that look at mails in the console's viewer
  --details   also list the files that scored wrong (never their content)
  --json      one JSON object a set
  --page FILE writes the tables below the first paragraph of FILE too, in place of what stands there

Sets: ${sets.map(({ id }) => id).join(', ')}
`;

interface Wanted {
  readonly shared: string;
  readonly chosen: readonly EvaluationSet[];
  readonly details: boolean;
  readonly json: boolean;
  readonly every: number;
  readonly page: string | null;
}

async function evaluate({ shared, chosen, details, json, every, page }: Wanted): Promise<void> {
  const tables: string[] = [];
  for (const set of chosen) {
    const absent = await missing(shared, set);
    if (absent !== null || set.score === null) {
      const why = absent === null ? 'not built yet' : `${absent} is not there; skipped`;
      process.stdout.write(json ? `${JSON.stringify({ set: set.id, skipped: why })}\n` : `### ${set.id}\n\n${why}\n\n`);
      continue;
    }
    const started = performance.now();
    const { result, losses } = await scoreSet({ shared, every }, set, set.score);
    const seconds = Math.round((performance.now() - started) / 1000);
    if (json) {
      process.stdout.write(`${JSON.stringify({ set: set.id, seconds, losses, ...result })}\n`);
      continue;
    }
    tables.push(asTable(set.id, result));
    process.stdout.write(`${asTable(`${set.id} (${seconds} s)`, result)}\n`);
    if (details && result.misses.length > 0) process.stdout.write(`${asList(result.misses)}\n`);
    if (losses.length > 0)
      process.stdout.write(`Processes lost (${losses.length}): ${[...new Set(losses)].join('; ')}\n\n`);
  }
  if (page !== null) await writePage(page, tables);
}

/** Title and first paragraph are written by hand, the rest by what was measured. */
async function writePage(page: string, tables: readonly string[]): Promise<void> {
  const [title = '', about = ''] = (await readFile(page, 'utf8')).split('\n\n');
  await writeFile(page, `${[title, about, ...tables].join('\n\n').trimEnd()}\n`);
}

async function scoreSet(
  { shared, every }: Pick<Wanted, 'shared' | 'every'>,
  set: EvaluationSet,
  score: NonNullable<EvaluationSet['score']>,
): Promise<{ result: SetResult; losses: readonly string[] }> {
  const packed = set.files.endsWith('.tar.gz');
  const folder = packed ? await unpack(join(shared, set.files)) : join(base(shared, set), set.files);
  let scanner: Scanner | null = null;
  const shown = progress(`messages of ${set.id}`);
  const context: SetContext = {
    folder,
    labels: set.labels === undefined ? '' : join(base(shared, set), set.labels),
    every,
    step: shown.step,
    async *scan(samples, options, recognition) {
      scanner ??= await startScanner(set.pack, set.readings ?? false, recognition);
      for await (const scanned of scanner.scan(samples, { ocr: true, ...set.mail, ...options })) {
        shown.step();
        yield scanned;
      }
    },
  };
  try {
    const result = await score(context);
    return { result, losses: lossesOf(scanner) };
  } finally {
    shown.done();
    await closed(scanner);
    if (packed) await remove(folder);
  }
}

/** Where a set's paths begin. */
function base(shared: string, { own }: EvaluationSet): string {
  return own === true ? fileURLToPath(new URL('..', import.meta.url)) : shared;
}

function lossesOf(scanner: Scanner | null): readonly string[] {
  return scanner?.losses() ?? [];
}

async function closed(scanner: Scanner | null): Promise<void> {
  await scanner?.close();
}

/** The first of the set's files that is not there; null when all are. */
async function missing(shared: string, set: EvaluationSet): Promise<string | null> {
  const { files, labels } = set;
  for (const path of [files, ...(labels === undefined ? [] : [labels])]) {
    if ((await stat(join(base(shared, set), path)).catch(() => null)) === null) return path;
  }
  return null;
}

/** Null after saying what is wrong. */
function wanted(): Wanted | null {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      details: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      sample: { type: 'string', default: '1' },
      page: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [shared, ...names] = positionals;
  const unknown = names.find((name) => !sets.some(({ id }) => id.startsWith(name)));
  if (values.help || shared === undefined || unknown !== undefined) {
    if (unknown !== undefined) process.stderr.write(`evaluate: there is no set ${unknown}\n`);
    process.stderr.write(help);
    return null;
  }
  const exact = new Set(sets.map(({ id }) => id).filter((id) => names.includes(id)));
  const chosen = sets.filter(
    ({ id }) => names.length === 0 || exact.has(id) || names.some((name) => !exact.has(name) && id.startsWith(name)),
  );
  const { details, json, page = null } = values;
  const every = Math.max(1, Math.floor(Number(values.sample)) || 1);
  return { shared: resolve(shared), chosen, details, json, every, page };
}

const request = wanted();
if (request === null) process.exitCode = 2;
else await evaluate(request);
