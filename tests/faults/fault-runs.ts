// A campaign of seeded fault runs on machines that are renewed now and then, and what it came to.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { firstBreak } from '../../core/model/audit-chain.ts';
import { type FaultResult, faultRun } from './fault-run.ts';
import { type Machine, openMachine } from './machine.ts';

export interface FaultReport {
  readonly runs: number;
  readonly recipients: number;
  /** How often each thing went wrong. */
  readonly troubles: ReadonlyMap<string, number>;
  readonly secondCopies: number;
  /** Each with its seed, which can be run again alone. */
  readonly problems: readonly string[];
}

/** Runs on one data folder: what earlier ones left is there, and it does not grow without end. */
const runsOnOneMachine = 100;

export async function faultRuns(
  seeds: readonly number[],
  folder: string,
  tell: (done: number) => void = () => undefined,
): Promise<FaultReport> {
  const report = {
    runs: 0,
    recipients: 0,
    troubles: new Map<string, number>(),
    secondCopies: 0,
    problems: [] as string[],
  };
  for (let from = 0; from < seeds.length; from += runsOnOneMachine) {
    const data = join(folder, `machine-${from}`);
    await mkdir(data, { recursive: true });
    const machine = await openMachine(data);
    try {
      for (const seed of seeds.slice(from, from + runsOnOneMachine)) {
        add(report, seed, await faultRun(seed, machine).catch(failed));
        tell(report.runs);
      }
      report.problems.push(...(await brokenTrail(machine)));
    } finally {
      await machine.close();
      await rm(data, { recursive: true });
    }
  }
  return report;
}

function failed(cause: unknown): FaultResult {
  const problem = cause instanceof Error ? cause.message : 'failed';
  return { weather: 'everything', troubles: new Map(), recipients: 0, problems: [problem], secondCopies: 0 };
}

function add(
  report: {
    runs: number;
    recipients: number;
    troubles: Map<string, number>;
    secondCopies: number;
    problems: string[];
  },
  seed: number,
  { troubles, recipients, secondCopies, problems, weather }: FaultResult,
): void {
  report.runs++;
  report.recipients += recipients;
  report.secondCopies += secondCopies;
  for (const [trouble, count] of troubles) report.troubles.set(trouble, (report.troubles.get(trouble) ?? 0) + count);
  report.problems.push(...problems.map((problem) => `seed ${seed} (${weather}): ${problem}`));
}

async function brokenTrail({ ledger }: Machine): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { chain } of await ledger.auditHeads()) {
    const broken = await firstBreak(ledger.auditEntries(chain, 0));
    if (broken !== null) problems.push(`the trail is broken at entry ${broken}`);
  }
  return problems;
}
