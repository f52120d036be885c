// The processes that read mail for a command; one that does not start says itself what to do, in one line.
import { type ExaminerOptions, startExaminers } from '../gateway/workers/examiner-pool.ts';
import { CannotRun } from './exit.ts';

/** Rejects with CannotRun. */
export async function examiners(options: ExaminerOptions): ReturnType<typeof startExaminers> {
  return startExaminers(options).catch((cause: unknown) => {
    throw new CannotRun(cause instanceof Error ? cause.message : 'no examining process could be started', { cause });
  });
}
