// Has held mail read again soon after a password came that may open it.
import { within } from '../adapters/within.ts';
import type { Report } from '../core/mail/act/act.ts';

export interface Rescans {
  /** A password may have come. */
  kick(): void;
  /** Does not wait for ever for the reading under way; it is done again after a restart. */
  close(): Promise<void>;
}

/** Milliseconds: many mails at once cause one look, and what failed is tried again. */
const soon = 1_000;
const lookEvery = 5 * 60_000;
const closingPatience = 10_000;

export function startRescans(rescanDue: () => Promise<void>, report: Report): Rescans {
  let running: Promise<void> | null = null;
  let waiting: NodeJS.Timeout | null = null;
  let again = false;
  let closed = false;
  const timer = setInterval(kick, lookEvery);
  timer.unref();

  function kick(): void {
    if (waiting !== null || closed) return;
    // One after the other: two would read the same mail.
    if (running !== null) again = true;
    else waiting = setTimeout(run, soon);
  }

  function run(): void {
    waiting = null;
    running = rescanDue()
      .catch((cause: unknown) => report({ event: 'rescan-failed', attempt: null, cause }))
      .finally(() => {
        running = null;
        if (again) kick();
        again = false;
      });
  }

  return {
    kick,
    async close() {
      closed = true;
      clearInterval(timer);
      if (waiting !== null) clearTimeout(waiting);
      if (running !== null) await within(closingPatience, running, () => undefined);
    },
  };
}
