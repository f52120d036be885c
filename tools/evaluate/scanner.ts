// Scans the samples of a set in examining processes, as the product does, and keeps what scoring asks for.
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { inOrder } from '../../cli/scan/in-order.ts';
import { type FileScanOptions, scanFile } from '../../core/mail/scan-file.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { Examiner } from '../../core/ports.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { loadPolicy } from '../../core/rulebook/load-rulebook.ts';
import { startExaminers } from '../../gateway/workers/examiner-pool.ts';
import type { ReadingsOfMessage, Recognition, Sample, Scanned } from './evaluation.ts';

const policyFolder = fileURLToPath(new URL('../../policy', import.meta.url));
const noReadings: ReadingsOfMessage = { texts: [], leaves: [] };
/** Milliseconds: nobody waits for an answer here, so a slow message ahead may cost its whole time. */
const patience = 600_000;

export interface Scanner {
  scan<Label>(samples: AsyncIterable<Sample<Label>>, options: FileScanOptions): AsyncGenerator<Scanned<Label>>;
  /** Why processes were lost since the last call, facts only. */
  losses(): readonly string[];
  close(): Promise<void>;
}

/** `readings`: the texts come back as well, at about twice the time. Rejects when the pack does not load. */
export async function startScanner(pack: string, readings: boolean, recognition?: Recognition): Promise<Scanner> {
  const onDisk = readPolicyFolder(policyFolder, pack);
  const policy = loadPolicy(onDisk.files, onDisk.pack);
  const rulebook = compileRulebook(policy);
  const size = availableParallelism();
  let lost: string[] = [];
  const examiner = await startExaminers({
    size,
    policy,
    ...(recognition ?? { fingerprintKey: randomBytes(32) }),
    queue: { jobs: size * 4, wait: patience },
    report: (trouble) => lost.push(trouble.message),
    ...(readings ? { entry: new URL('./reading-worker.ts', import.meta.url), limits: { deadline: 70_000 } } : {}),
  });

  async function scanOne<Label>(sample: Sample<Label>, options: FileScanOptions): Promise<Scanned<Label>> {
    let seen: (Examination & { readings?: ReadingsOfMessage }) | null = null;
    const watched: Examiner = {
      examine: async (raw, context) => {
        seen = await examiner.examine(raw, context);
        return seen;
      },
      strip: examiner.strip,
    };
    const deps = { examiner: watched, rulebook, now: () => performance.now() };
    const report = await scanFile(sample.file, sample.raw, options, deps);
    const examination = seen as (Examination & { readings?: ReadingsOfMessage }) | null;
    if (examination === null) throw new Error('a message was scanned without being examined');
    const { file, label } = sample;
    return { file, label, report, examination, readings: examination.readings ?? noReadings };
  }

  return {
    scan: (samples, options) => inOrder(samples, size * 2, (sample) => scanOne(sample, options)),
    losses: () => {
      const told = lost;
      lost = [];
      return told;
    },
    close: () => examiner.close(),
  };
}
