// A campaign of seeded fault runs on machines that are renewed now and then.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { brokenTrail, campaign, type FaultReport } from './fault-report.ts';
import { faultRun } from './fault-run.ts';
import { openMachine } from './machine.ts';

/** Runs on one data folder: what earlier ones left is there, and it does not grow without end. */
const runsOnOneMachine = 100;

export async function faultRuns(
  seeds: readonly number[],
  folder: string,
  tell: (done: number) => void = () => undefined,
): Promise<FaultReport> {
  const { report, add, problem } = campaign();
  for (let from = 0; from < seeds.length; from += runsOnOneMachine) {
    const data = join(folder, `machine-${from}`);
    await mkdir(data);
    const machine = await openMachine(data);
    try {
      for (const seed of seeds.slice(from, from + runsOnOneMachine)) {
        await add(seed, faultRun(seed, machine));
        tell(report.runs);
      }
      for (const broken of await brokenTrail(machine.ledger)) problem(broken);
    } finally {
      await machine.close();
      await rm(data, { recursive: true });
    }
  }
  return report;
}
