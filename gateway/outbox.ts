// Sends queued notices through the next hop until it takes them; they survive restarts in the ledger.
import type { Report } from '../core/mail/act/act.ts';
import type { QueuedNotice } from '../core/model/ledger.ts';
import type { Clock, Ledger, Relay } from '../core/ports.ts';

export interface Outbox {
  /** There may be something to send. */
  kick(): void;
  close(): Promise<void>;
}

/** Milliseconds between tries when the next hop does not take a notice. */
const pauseBetweenTries = 30_000;
const atOnce = 20;

export function startOutbox(
  { ledger, clock, report }: { readonly ledger: Ledger; readonly clock: Clock; readonly report: Report },
  relayFor: (direction: QueuedNotice['direction']) => Relay,
): Outbox {
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;
  const timer = setInterval(kick, pauseBetweenTries);
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
        const due = await ledger.dueNotices(clock(), atOnce);
        let sent = 0;
        for (const notice of due) if (!closed && (await send(notice))) sent++;
        // Stop when nothing moved: the next hop is away, and the timer comes again.
        if (sent === atOnce) again = true;
      } catch (cause) {
        report({ event: 'outbox-failed', attempt: null, cause });
      }
    }
  }

  async function send(notice: QueuedNotice): Promise<boolean> {
    const reply = await handOver(notice, relayFor(notice.direction));
    if (reply === null || (reply.code >= 400 && reply.code < 500)) return false;
    // A notice that is refused for good is given up: it has no sender to go back to.
    if (reply.code >= 500)
      report({ event: 'notice-refused', attempt: null, cause: new Error(`next hop answered ${reply.code}`) });
    await ledger.commit([{ type: 'notice-sent', notice: notice.id }]);
    return true;
  }

  return {
    kick,
    async close() {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function handOver(notice: QueuedNotice, relay: Relay) {
  try {
    const replies = await relay.deliver({
      key: notice.id,
      mailFrom: '',
      parameters: {},
      recipients: [{ address: notice.recipient, notify: ['NEVER'] }],
      raw: notice.raw,
    });
    return replies.get(notice.recipient) ?? null;
  } catch {
    return null;
  }
}
