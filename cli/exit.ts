// How a command ends (DESIGN section 7): 0 everything deliverable, 1 something stopped, 2 could not run.

export const exit = { fine: 0, stopped: 1, couldNotRun: 2 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

/** A reason not to run that the person at the keyboard can mend; printed as one line. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
