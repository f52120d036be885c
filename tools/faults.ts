// npm run faults -- [RUNS] [FIRST SEED] [parts | gateway]: breaks parts of a machine, and whole gateways, run after run, and says
// what went wrong. Without a kind, one run in twenty is of a whole gateway.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultReport } from '../tests/faults/fault-report.ts';
import { faultRuns } from '../tests/faults/fault-runs.ts';
import { gatewayRuns } from '../tests/faults/gateway-runs.ts';

const [runs = 1000, first = 1] = process.argv.slice(2, 4).map(Number);
const only = process.argv[4];

await campaign('parts', faultRuns, only === 'gateway' ? 0 : runs);
await campaign('gateway', gatewayRuns, only === 'gateway' ? runs : only === 'parts' ? 0 : Math.ceil(runs / 20));

type Runs = (seeds: readonly number[], folder: string, tell: (done: number) => void) => Promise<FaultReport>;

async function campaign(kind: string, run: Runs, count: number): Promise<void> {
  if (count === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'postern-faults-'));
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const before = process.cpuUsage();
  const report = await run(seeds, folder, (done) => {
    if (done % 50 === 0) process.stderr.write(`${kind}: ${done} of ${count} runs\n`);
  });
  await rm(folder, { recursive: true });
  const { user, system } = process.cpuUsage(before);
  for (const problem of report.problems) process.stdout.write(`${kind}: ${problem}\n`);
  const troubles = [...report.troubles].sort(([, a], [, b]) => b - a).map(([trouble, times]) => `${times} ${trouble}`);
  process.stdout.write(
    `${kind}: ${report.runs} runs, ${report.recipients} recipients, ${report.problems.length} problems, ` +
      `${report.secondCopies} excused second copies, ${((user + system) / 1e6).toFixed(0)} s of processor time here\n` +
      `${kind}: what went wrong: ${troubles.join(', ')}\n`,
  );
  if (report.problems.length > 0) process.exitCode = 1;
}
