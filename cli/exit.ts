// How a command ends (DESIGN section 7): 0 everything deliverable, 1 something stopped, 2 could not run.
import type { Outcome } from '../core/model/decision.ts';

export const exit = { fine: 0, stopped: 1, couldNotRun: 2 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

export function exitFor(outcome: Outcome): ExitCode {
  return outcome === 'deliver' || outcome === 'flag' ? exit.fine : exit.stopped;
}

/** A reason not to run that the person at the keyboard can mend; printed as one line. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

/** What parseArgs threw: commands let it pass, since what it says is told in the same way for all. */
export function isOfArguments(cause: unknown): cause is TypeError {
  return cause instanceof TypeError && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS_');
}

/** As one line that names the command's help. */
export function wrongArguments({ message }: TypeError, command: string): CannotRun {
  const said = message.split(/\. |\n/)[0] ?? '';
  return new CannotRun(`${said.charAt(0).toLowerCase()}${said.slice(1).replace(/\.$/, '')}; see ${command} --help`);
}
