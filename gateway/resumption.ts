// Work on attempts that an earlier process left: a next hop that hangs holds up a few of them, never all.
import { within } from '../adapters/within.ts';
import type { Report } from '../core/mail/act/act.ts';
import type { Attempt } from '../core/model/ledger.ts';

export interface Resumption {
  /** Resolves when the work ended, was left running because it takes long, or was left for another time. */
  run(attempt: Attempt, work: () => Promise<void>): Promise<void>;
  /** Starts no more; resolves when what runs has ended, or soon. */
  end(): Promise<void>;
}

/** Attempts of one direction that may hang at the same time; others of it are left to the next look. */
const mostAtOnce = 4;

/** `patience`, in milliseconds: how long one attempt may hold up the next, and all of them the end. */
export function resumption(patience: number, report: Report): Resumption {
  const running = new Map<string, { readonly direction: Attempt['direction']; readonly work: Promise<void> }>();
  let ended = false;
  return {
    async run({ id, direction }, start) {
      const beside = [...running.values()].filter((other) => other.direction === direction);
      if (ended || running.has(id) || beside.length >= mostAtOnce) return;
      const work = start().finally(() => running.delete(id));
      running.set(id, { direction, work });
      await within(patience, work, () => {
        work.catch((cause: unknown) => report({ event: 'resume-failed', attempt: id, cause }));
      });
    },
    async end() {
      ended = true;
      await within(patience, Promise.allSettled([...running.values()].map(({ work }) => work)), () => undefined);
    },
  };
}
