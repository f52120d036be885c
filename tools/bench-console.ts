// Measures how fast the console answers over a million held items: `npm run bench:console [-- --items N --folder DIR --only NAME]`.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { databaseName, openLedger } from '../adapters/local/sqlite-ledger.ts';
import { type PagesUnderTest, pagesUnderTest } from '../tests/console/pages-under-test.ts';
import { makeScene } from '../tests/console/scene.ts';
import { start } from '../tests/harness/oversight-under-test.ts';
import { fillLedger, newestOf } from './bench-console/fill-ledger.ts';
import { measuredPages } from './bench-console/measured-pages.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1000000' },
    /** Where filled ledgers are kept from run to run; else they are removed. */
    folder: { type: 'string' },
    /** The beginning of the names of the pages that are wanted. */
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '40' },
  },
});
const items = Number(values.items);
const rounds = Number(values.rounds);
/** Recorded in 30 days, and told in the trail. */
const beside = { messages: 200_000, events: 100_000 };
const aDay = 86_400_000;
/** Milliseconds at the 95th percentile. */
const bar = 200;
/** Milliseconds after which a page is asked for no more. */
const patience = 8_000;

const scratch = await mkdtemp(join(tmpdir(), 'postern-bench-'));
try {
  const file = await filled(values.folder ?? scratch);
  const web = await pagesUnderTest((folder) => copyFile(file, join(folder, databaseName)));
  try {
    await measure(web, newestOf(file));
  } finally {
    await web.close();
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** The database of a ledger with so many items, made unless there is one. */
async function filled(folder: string): Promise<string> {
  const file = join(folder, `filled-${items}.db`);
  if (existsSync(file)) return file;
  process.stderr.write(`filling a ledger with ${items} held items\n`);
  await mkdir(folder, { recursive: true });
  await (await openLedger(join(scratch, 'new'))).close();
  const unfinished = join(scratch, 'new', databaseName);
  fillLedger(unfinished, { items, ...beside, newest: start - aDay });
  await rename(unfinished, file);
  return file;
}

async function measure(web: PagesUnderTest, newest: number): Promise<void> {
  const scene = await makeScene(web);
  const slow: string[] = [];
  for (const { name, person, path } of measuredPages(items, newest)) {
    if (!name.startsWith(values.only)) continue;
    const address = path(scene);
    const seen = await time(async () => {
      const answer = await web.fetch(person, address);
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}: ${text.slice(0, 2_000)}`);
    });
    if (seen.late > bar) slow.push(name);
    const [median, late, processor] = [seen.median, seen.late, seen.processor].map((one) => one.toFixed(1).padStart(7));
    process.stdout.write(`${name.padEnd(36)} median ${median} ms  95th ${late} ms  processor ${processor} ms\n`);
  }
  process.stdout.write(slow.length === 0 ? `all within ${bar} ms\n` : `beyond ${bar} ms: ${slow.join(', ')}\n`);
}

async function time(work: () => Promise<void>) {
  const times: number[] = [];
  await work();
  const before = process.cpuUsage();
  for (let spent = 0; times.length < rounds && spent < patience; ) {
    const started = performance.now();
    await work();
    const lasted = performance.now() - started;
    times.push(lasted);
    spent += lasted;
  }
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(part * (times.length - 1))] ?? 0;
  return { median: at(0.5), late: at(0.95), processor: (user + system) / 1000 / times.length };
}
