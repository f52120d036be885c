// What a campaign of seeded runs came to.
import { firstBreak } from '../../core/model/audit-chain.ts';
import type { Ledger } from '../../core/ports.ts';

export interface RunResult {
  readonly recipients: number;
  /** What went wrong on purpose, and how often. */
  readonly troubles: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
  /** Recipients that got it once more, as they may: after a hand-over that was cut off, or a day apart. */
  readonly secondCopies: number;
}

export interface FaultReport extends RunResult {
  readonly runs: number;
  /** Each with its seed, which can be run again alone. */
  readonly problems: readonly string[];
}

export interface Campaign {
  readonly report: FaultReport;
  /** A run that rejects is a problem of its own. */
  add(seed: number, run: Promise<RunResult>): Promise<void>;
  problem(what: string): void;
}

export function campaign(): Campaign {
  const troubles = new Map<string, number>();
  const problems: string[] = [];
  const report = { runs: 0, recipients: 0, secondCopies: 0, troubles, problems };
  return {
    report,
    problem: (what) => void problems.push(what),
    async add(seed, run) {
      const result = await run.catch(failed);
      report.runs++;
      report.recipients += result.recipients;
      report.secondCopies += result.secondCopies;
      for (const [trouble, count] of result.troubles) troubles.set(trouble, (troubles.get(trouble) ?? 0) + count);
      problems.push(...result.problems.map((problem) => `seed ${seed}: ${problem}`));
    },
  };
}

function failed(cause: unknown): RunResult {
  const problem = cause instanceof Error ? cause.message : 'failed';
  return { recipients: 0, troubles: new Map(), problems: [problem], secondCopies: 0 };
}

export async function brokenTrail(ledger: Ledger): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { chain } of await ledger.auditHeads()) {
    const broken = await firstBreak(ledger.auditEntries(chain, 0));
    if (broken !== null) problems.push(`the trail is broken at entry ${broken}`);
  }
  return problems;
}
