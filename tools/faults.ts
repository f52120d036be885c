// npm run faults -- [RUNS] [FIRST SEED]: breaks every part of a machine, run after run, and says what went wrong.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultRuns } from '../tests/faults/fault-runs.ts';

const [runs = 1000, first = 1] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'postern-faults-'));
const seeds = Array.from({ length: runs }, (_, index) => first + index);
const report = await faultRuns(seeds, folder, (done) => {
  if (done % 100 === 0) process.stderr.write(`${done} of ${runs} runs\n`);
});
await rm(folder, { recursive: true });
for (const problem of report.problems) process.stdout.write(`${problem}\n`);
const { user, system } = process.cpuUsage();
const troubles = [...report.troubles].sort(([, a], [, b]) => b - a).map(([trouble, count]) => `${count} ${trouble}`);
process.stdout.write(`faults: ${troubles.join(', ')}\n`);
process.stdout.write(
  `${report.runs} runs, ${report.recipients} recipients, ${report.problems.length} problems, ` +
    `${report.secondCopies} excused second copies, ${((user + system) / 1e6).toFixed(0)} s of processor time\n`,
);
process.exitCode = report.problems.length === 0 ? 0 : 1;
