// The Examiner port in Lambda: the same killable processes as on one machine, one of them, from the bundle.
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Examiner } from '../core/ports.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';
import { type ExaminerOptions, startExaminers } from '../gateway/workers/examiner-pool.ts';
import { count, report } from './metrics.ts';
import type { FollowedRegisters } from './registers.ts';

export interface LambdaExaminerOptions {
  /** Folder of the bundle. */
  readonly folder: string;
  readonly policy: PolicyData;
  readonly fingerprintKey: Promise<Uint8Array>;
  /** Absent: what is registered is not looked for. */
  readonly registers?: FollowedRegisters;
  /** Milliseconds that reading one message may take. */
  readonly deadline: number;
}

/** The function has 2 GB: main process and examining process must fit together with a message of 40 MB. */
const memory = 1.3 * 2 ** 30;
const heap = 900;

/** Begins at once, and is waited for by the first message. */
export function startLambdaExaminer({
  folder,
  policy,
  fingerprintKey,
  registers,
  deadline,
}: LambdaExaminerOptions): Examiner {
  const started = startExaminers({
    ...bundledProgram(folder, deadline),
    policy,
    fingerprintKey,
    ...(registers === undefined ? {} : { registers: registers.folder }),
    report: (cause) => report({ event: 'examiner-lost', attempt: null, cause }),
    entry: pathToFileURL(join(folder, 'examine-worker.js')),
  });
  // Without it nothing can be read here: Lambda starts another environment for the next message.
  started.catch((cause: unknown) => {
    report({ event: 'examiner-not-started', attempt: null, cause });
    process.exit(1);
  });
  return {
    async examine(raw, context) {
      const [examiner] = await Promise.all([started, registers?.ready()]);
      const examination = await examiner.examine(raw, context);
      if (examination.parts.some(({ why }) => why === 'crashed')) count('HeldByFailure');
      return examination;
    },
    strip: async (raw, paths, notices) => (await started).strip(raw, paths, notices),
  };
}

/** One process from the bundle, within what a function has. */
export function bundledProgram(
  folder: string,
  deadline: number,
): Required<Pick<ExaminerOptions, 'size' | 'limits' | 'program'>> {
  const layers = (process.env.NODE_PATH ?? '').split(':').filter((path) => path.startsWith('/'));
  return {
    size: 1,
    limits: { deadline, memory, heap },
    program: {
      readable: [folder, ...layers.map(existing)],
      environment: { NODE_PATH: layers.join(':') },
      execArgv: [],
    },
  };
}

/** Packages of a layer lie in `node_modules`; the runtime names folders that no layer fills, too. */
function existing(path: string): string {
  return dirname(path);
}
