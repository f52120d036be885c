// npm run fuzz -- [--seconds N] [--seed N] [--only TARGET] [--keep DIR] [FOLDER…]: damaged mails, files, archives, policies and
// requests, until time is up. Without a folder of mails and files it begins with the project's own.
// An input that brings an examining process down is kept, to become a mail of the corpus. Exit 1 when there is one.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chosenPolicy } from '../cli/chosen-policy.ts';
import { startWorker, type WorkerProcess } from '../gateway/workers/worker-process.ts';
import { random } from '../tests/harness/random.ts';
import { seedsOf } from './fuzz/seeds.ts';
import { type Target, targets } from './fuzz/targets.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    keep: { type: 'string', default: 'fuzz-faults' },
  },
});

/** Far beyond what an input of this size may take; the gateway's own limits are wider. */
const limits = { deadline: 60_000, memory: 1.5 * 2 ** 30, heap: 1024, jobs: 2_000 };

const preparation = Promise.resolve({ policy: chosenPolicy(), fingerprintKey: randomBytes(32), registers: null });
const start = () => startWorker(new URL('../gateway/workers/examine-worker.ts', import.meta.url), preparation, limits);

const own = fileURLToPath(new URL('../tests/corpus', import.meta.url));
const seeds = await seedsOf(positionals.length === 0 ? [own] : positionals);
const known = new Map<string, Target>();
for (const [name, target] of Object.entries(targets))
  if ((values.only ?? name) === name) known.set(name, await target(seeds));
if (known.size === 0)
  throw new Error(`there is no target "${values.only}"; there are ${Object.keys(targets).join(', ')}`);
const turns = [...known].flatMap(([name, { turns }]) => Array.from({ length: turns }, () => name));
const counts = new Map(turns.map((name) => [name, 0]));
const faults = new Map<string, number>();
let worker: WorkerProcess = await start();
const until = Date.now() + Number(values.seconds) * 1_000;
// One seed an input, so that a single one can be had again with --seed.
for (let seed = Number(values.seed); Date.now() < until; seed++) {
  const name = turns[seed % turns.length] ?? '';
  const { input, fault } = await (known.get(name) as Target).try(random(seed), worker);
  counts.set(name, (counts.get(name) ?? 0) + 1);
  if (fault !== null) {
    keep(`${name}-${seed}`, input);
    const what = `${name}: ${fault}`;
    faults.set(what, (faults.get(what) ?? 0) + 1);
    process.stderr.write(`seed ${seed}, ${what}\n`);
  }
  if (fault === null && !(await worker.spent())) continue;
  await worker.kill();
  worker = await start();
}
await worker.kill();
for (const { close } of known.values()) await close?.();

for (const [name, count] of counts) process.stdout.write(`${name}: ${count} inputs\n`);
for (const [what, count] of faults) process.stdout.write(`${count} × ${what}\n`);
process.stdout.write(faults.size === 0 ? 'no fault\n' : `the inputs lie in ${values.keep}/\n`);
process.exitCode = faults.size === 0 ? 0 : 1;

function keep(name: string, input: Buffer): void {
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, name), input);
}
