// Sends queued notices through the next hop until it takes them; they survive restarts in the ledger.
import { setTimeout as pause } from 'node:timers/promises';
import { within } from '../adapters/within.ts';
import type { Report } from '../core/mail/act/act.ts';
import type { QueuedNotice } from '../core/model/ledger.ts';
import { handOver } from '../core/oversight/notices/hand-over.ts';
import type { Clock, Ledger, Relay } from '../core/ports.ts';

export interface Outbox {
  /** There may be something to send. */
  kick(): void;
  /** Sends no more; does not wait for ever for a next hop that says nothing. */
  close(): Promise<void>;
}

/** Milliseconds between tries when the next hop does not take a notice. */
const pauseBetweenTries = 30_000;
/** Milliseconds: often enough that a pause is not up to twice as long. */
const lookEvery = 5_000;
/** Milliseconds after a look before the next: many mails at once cause few. */
const pauseBetweenLooks = 50;
const atOnce = 20;
/** Milliseconds for the notice under way at the end; one that is not recorded as sent is sent again. */
const closingPatience = 10_000;

interface OutboxDependencies {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly report: Report;
}

export function startOutbox(
  deps: OutboxDependencies,
  relayFor: (direction: QueuedNotice['direction']) => Relay,
): Outbox {
  const { ledger, clock, report } = deps;
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;
  /** Notices that were not taken, and when to try each again on the process's own clock: one that is stuck must not stop the others. */
  const notBefore = new Map<string, number>();
  const timer = setInterval(kick, lookEvery);
  timer.unref();

  function kick(): void {
    again = true;
    running ??= run().finally(() => {
      running = null;
    });
  }

  async function run(): Promise<void> {
    while (again && !closed) {
      again = false;
      try {
        for (const [id, time] of notBefore) if (time <= performance.now()) notBefore.delete(id);
        const due = await ledger.dueNotices(clock(), atOnce + notBefore.size);
        const now = due.filter(({ id }) => !notBefore.has(id));
        for (const notice of now) {
          if (closed) return;
          if (!(await send(notice, relayFor(notice.direction), deps)))
            notBefore.set(notice.id, performance.now() + pauseBetweenTries);
        }
        if (now.length >= atOnce) again = true;
      } catch (cause) {
        report({ event: 'outbox-failed', attempt: null, cause });
      }
      await pause(pauseBetweenLooks);
    }
  }

  return {
    kick,
    async close() {
      closed = true;
      clearInterval(timer);
      if (running !== null) await within(closingPatience, running, () => undefined);
    },
  };
}

/** True when nothing is left to do for it. */
async function send(notice: QueuedNotice, relay: Relay, { ledger, report }: OutboxDependencies): Promise<boolean> {
  const reply = await handOver(notice, relay);
  if (reply === null || (reply.code >= 400 && reply.code < 500)) return false;
  // A notice that is refused for good is given up: it has no sender to go back to.
  if (reply.code >= 500)
    report({ event: 'notice-refused', attempt: null, cause: new Error(`next hop answered ${reply.code}`) });
  await ledger.commit([{ type: 'notice-sent', notice: notice.id }]);
  return true;
}
