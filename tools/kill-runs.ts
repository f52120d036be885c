// npm run kills -- [RUNS] [FIRST SEED]: SIGKILLs the gateway at durable steps, run after run, and says what went wrong.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRuns } from '../tests/harness/kill-run.ts';

const [runs = 1000, first = 1] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'postern-kills-'));
const seeds = Array.from({ length: runs }, (_, index) => first + index);
const report = await killRuns(seeds, folder, (done) => {
  if (done % 50 === 0) process.stderr.write(`${done} of ${runs} runs\n`);
});
await rm(folder, { recursive: true });
for (const problem of report.problems) process.stdout.write(`${problem}\n`);
process.stdout.write(
  `${report.seeds} runs, ${report.killed} killed, ${report.problems.length} problems, ` +
    `${report.allowedDuplicates} duplicates after a cut-off hand-over\n`,
);
process.exitCode = report.problems.length === 0 ? 0 : 1;
