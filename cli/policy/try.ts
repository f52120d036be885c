// postern policy try: what another pack would decide, on files or on what is recorded of a past period.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { type Comparison, comparing, type Tried } from '../../core/mail/decide/compare.ts';
import { decide } from '../../core/mail/decide/decide.ts';
import { recordedInput } from '../../core/mail/decide/recorded.ts';
import { examineFile, type FileScanOptions, withTriedStrips } from '../../core/mail/scan-file.ts';
import type { Pack } from '../../core/model/pack.ts';
import type { Examiner } from '../../core/ports.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import type { PolicyData } from '../../core/rulebook/policy-data.ts';
import type { Rulebook } from '../../core/rulebook/rulebook.ts';
import { chosenPolicy, policyInForce } from '../chosen-policy.ts';
import { examiners } from '../examiners.ts';
import { CannotRun, exit } from '../exit.ts';
import { recognitionOf } from '../registers/recognition.ts';
import { inOrder } from '../scan/in-order.ts';
import { inputs } from '../scan/messages.ts';
import { periodOf } from './period.ts';
import { comparisonText } from './try-text.ts';

export interface TryOptions extends FileScanOptions {
  /** A message, an mbox, a folder, or a period. */
  readonly against: string;
  /** Absent: the pack in force, with what it only monitors put in force. */
  readonly candidate?: string | undefined;
  readonly pack?: string | undefined;
  readonly data: string;
  /** More newly stopped messages than this are a failure. */
  readonly most?: number | undefined;
  readonly json: boolean;
}

/** Exit 1 when more is newly stopped than allowed. Rejects with CannotRun. */
export async function tryPolicy(options: TryOptions): Promise<number> {
  const base = chosenPolicy(options.pack);
  const candidate =
    options.candidate === undefined ? policyInForce(options.pack) : candidateFor(base, options.candidate);
  const compared = await compare(base, candidate, options);
  process.stdout.write(options.json ? `${JSON.stringify(compared)}\n` : comparisonText(compared));
  return options.most !== undefined && compared.newlyStopped > options.most ? exit.stopped : exit.fine;
}

/** Who is who stays as it is, unless the candidate brings an organisation of its own. */
function candidateFor({ pack: { organisation } }: PolicyData, name: string): PolicyData {
  const candidate = chosenPolicy(name);
  if (existsSync(join(name, 'organisation.yaml'))) return candidate;
  return { ...candidate, pack: { ...candidate.pack, organisation } };
}

async function compare(base: PolicyData, candidate: PolicyData, options: TryOptions): Promise<Comparison> {
  const tried = existsSync(options.against)
    ? triedFiles(base, candidate, options)
    : triedRecords(compileRulebook(base), compileRulebook(candidate), options);
  const counting = comparing();
  for await (const one of tried) counting.add(one);
  return counting.result();
}

async function* triedRecords(
  base: Rulebook,
  candidate: Rulebook,
  { against, data }: TryOptions,
): AsyncGenerator<Tried> {
  const period = periodOf(against, base.pack.organisation.zone ?? 'UTC', Date.now());
  if (period === null)
    throw new CannotRun(`${against} is neither a file nor a period; write 30d, 2026Q4 or 2026-10-01..2026-10-31`);
  const ledger = await openLedger(resolve(data), { readOnly: true }).catch((cause: Error) => {
    throw new CannotRun(cause.message, { cause });
  });
  try {
    for await (const record of ledger.messages(period))
      yield {
        id: record.messageId,
        base: decide(recordedInput(record, base)),
        candidate: decide(recordedInput(record, candidate)),
        ...(record.pack.hash === base.pack.hash ? { past: record.outcome } : {}),
      };
  } finally {
    await ledger.close();
  }
}

/** Each message is read once where both policies look for the same, else once for each. */
async function* triedFiles(base: PolicyData, candidate: PolicyData, options: TryOptions): AsyncGenerator<Tried> {
  const size = availableParallelism();
  const opened = await reader(base, size, options.data);
  const other = looksForSame(base, candidate) ? null : await reader(candidate, size, options.data);
  const [first, second] = [compileRulebook(base), compileRulebook(candidate)];
  try {
    yield* inOrder(inputs([options.against], process.stdin), size * 2, async (input): Promise<Tried> => {
      if (!('raw' in input)) throw new CannotRun(`${input.file} cannot be read, or is too large; leave it out`);
      const question = await examineFile(input.raw, options, { examiner: opened, rulebook: first, clock: Date.now });
      const again =
        other === null
          ? { ...question, rulebook: second }
          : await examineFile(input.raw, options, { examiner: other, rulebook: second, clock: Date.now });
      return {
        id: input.file,
        base: await withTriedStrips(input.raw, decide(question), opened),
        candidate: await withTriedStrips(input.raw, decide(again), opened),
      };
    });
  } finally {
    await opened.close();
    await other?.close();
  }
}

async function reader(policy: PolicyData, size: number, data: string): Promise<Examiner & { close(): Promise<void> }> {
  return examiners({ size, policy, ...(await recognitionOf(data)), queue: { jobs: size * 4 } });
}

function looksForSame(base: PolicyData, candidate: PolicyData): boolean {
  const found = ({ pack, ...rest }: PolicyData) => ({ ...rest, pack: { ...pack, ...whatFollows } });
  return isDeepStrictEqual(found(base), found(candidate));
}

/** What of a pack says what follows from what was found, and what it is called. */
const whatFollows = {
  name: null,
  hash: null,
  clauses: null,
  matrices: null,
  retention: null,
  senderBlocks: null,
  cites: null,
} as const satisfies Partial<Record<keyof Pack, null>>;
