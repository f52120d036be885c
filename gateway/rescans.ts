// Has held mail read again soon after a password came that may open it.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalKeys } from '../adapters/local/key-client.ts';
import { registersFolder } from '../adapters/local/registers/open-registers.ts';
import type { Report } from '../core/mail/act/act.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';

export interface Rescans {
  /** A password may have come. */
  kick(): void;
  /** Resolves when the reading under way has ended. */
  close(): Promise<void>;
}

/** Milliseconds: many mails at once cause one look, and what failed is tried again. */
const soon = 1_000;
const lookEvery = 5 * 60_000;

const desk = fileURLToPath(new URL('./workers/rescan-desk.ts', import.meta.url));

/** From now on the key process has held mail read by this policy. `data` is the data folder. */
export function readAgainBy(policy: PolicyData, keys: Pick<LocalKeys, 'readWith'>, data: string): Promise<void> {
  return keys.readWith(desk, { policy, registers: join(data, registersFolder) });
}

export function startRescans(rescanDue: () => Promise<void>, report: Report): Rescans {
  let running: Promise<void> | null = null;
  let waiting: NodeJS.Timeout | null = null;
  let closed = false;
  const timer = setInterval(kick, lookEvery);
  timer.unref();

  function kick(): void {
    if (waiting !== null || closed) return;
    waiting = setTimeout(() => {
      waiting = null;
      // One after the other: two would read the same mail.
      running = (running ?? Promise.resolve())
        .then(rescanDue)
        .catch((cause: unknown) => report({ event: 'rescan-failed', attempt: null, cause }));
    }, soon);
  }

  return {
    kick,
    async close() {
      closed = true;
      clearInterval(timer);
      if (waiting !== null) clearTimeout(waiting);
      await running;
    },
  };
}
