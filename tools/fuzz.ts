// npm run fuzz -- [--seconds N] [--seed N] [--only TARGET] [--mails DIR] [--keep DIR]: damaged mails, files and policies, until time is up.
// An input that brings an examining process down is kept, to become a mail of the corpus. Exit 1 when there is one.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chosenPolicy } from '../cli/chosen-policy.ts';
import { startWorker, type WorkerProcess } from '../gateway/workers/worker-process.ts';
import { random } from '../tests/harness/random.ts';
import { targets } from './fuzz/targets.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    mails: { type: 'string', default: fileURLToPath(new URL('../tests/corpus', import.meta.url)) },
    keep: { type: 'string', default: 'fuzz-faults' },
  },
});

/** Far beyond what an input of this size may take; the gateway's own limits are wider. */
const limits = { deadline: 20_000, memory: 1.5 * 2 ** 30, heap: 1024, jobs: 2_000 };

const preparation = Promise.resolve({ policy: chosenPolicy(), fingerprintKey: randomBytes(32), registers: null });
const start = () => startWorker(new URL('../gateway/workers/examine-worker.ts', import.meta.url), preparation, limits);

const known = Object.entries(await targets(values.mails)).filter(([name]) => (values.only ?? name) === name);
const until = Date.now() + Number(values.seconds) * 1_000;
const counts = new Map(known.map(([name]) => [name, 0]));
const faults = new Map<string, number>();
let worker: WorkerProcess = await start();
/** Loading a policy takes a hundred times as long as reading a mail. */
const turns = known.flatMap((target) => Array.from({ length: target[0] === 'policy' ? 1 : 50 }, () => target));
// One seed an input, so that a single one can be had again with --seed.
for (let seed = Number(values.seed); Date.now() < until; seed++) {
  const [name, target] = turns[seed % turns.length] ?? [];
  if (name === undefined || target === undefined) throw new Error(`there is no target "${values.only}"`);
  const { input, fault } = await target(random(seed), worker);
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

for (const [name, count] of counts) process.stdout.write(`${name}: ${count} inputs\n`);
for (const [what, count] of faults) process.stdout.write(`${count} × ${what}\n`);
process.stdout.write(faults.size === 0 ? 'no fault\n' : `the inputs lie in ${values.keep}/\n`);
process.exitCode = faults.size === 0 ? 0 : 1;

function keep(name: string, input: Buffer): void {
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, name), input);
}
