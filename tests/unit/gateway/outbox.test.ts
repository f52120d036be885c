// Notices on their way out, with a ledger in memory and a relay that does as told.
import { afterEach, expect, it, vi } from 'vitest';
import type { LedgerChange, QueuedNotice } from '../../../core/model/ledger.ts';
import type { Ledger, OutgoingMail, Relay, Reply } from '../../../core/ports.ts';
import { type Outbox, startOutbox } from '../../../gateway/outbox.ts';

let outbox: Outbox;
afterEach(() => outbox.close());

interface Scene {
  readonly tried: readonly OutgoingMail[];
  readonly waiting: readonly QueuedNotice[];
  /** Kicks it and resolves when it has looked, tried what was due and looked once more. */
  looked(): Promise<void>;
}

function scene(recipients: readonly string[], answer: (address: string) => Reply, clock = () => 0): Scene {
  const tried: OutgoingMail[] = [];
  let looks = 0;
  const waiting = recipients.map((recipient) => ({ id: recipient, recipient, direction: 'inbound' }) as QueuedNotice);
  const ledger: Pick<Ledger, 'dueNotices' | 'commit'> = {
    dueNotices: async (_now, limit) => {
      looks++;
      return waiting.slice(0, limit);
    },
    async commit([change]: readonly LedgerChange[]) {
      if (change?.type !== 'notice-sent') return;
      waiting.splice(
        waiting.findIndex(({ id }) => id === change.notice),
        1,
      );
    },
  };
  const relay: Relay = {
    async deliver(mail) {
      tried.push(mail);
      return new Map(mail.recipients.map(({ address }) => [address, answer(address)]));
    },
  };
  outbox = startOutbox({ ledger: ledger as Ledger, clock, report: () => undefined }, () => relay);
  return {
    tried,
    waiting,
    async looked() {
      // A look begins when all of the one before is done.
      for (const more of [looks + 1, looks + 2]) {
        outbox.kick();
        await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(more));
      }
    },
  };
}

const taken: Reply = { code: 250, text: '2.0.0 taken' };

it('R-601 a sender with an internationalised address is told too', async () => {
  const { tried } = scene(['ana@agency.example', 'zoë@agency.example'], () => taken);
  outbox.kick();
  await vi.waitFor(() => expect(tried).toHaveLength(2));
  expect(tried.map(({ parameters }) => parameters)).toEqual([{}, { smtputf8: true }]);
});

it('R-601 a notice that is not taken waits, whatever the wall clock does, and holds up no other', async () => {
  let now = 0;
  const busy = (address: string): Reply => (address.startsWith('busy') ? { code: 451, text: '4.2.0 later' } : taken);
  const { tried, waiting, looked } = scene(['busy@agency.example', 'ana@agency.example'], busy, () => now);
  for (const time of [0, 3_600_000, -3_600_000]) {
    now = time;
    await looked();
  }
  expect(tried.map(({ key }) => key)).toEqual(['busy@agency.example', 'ana@agency.example']);
  expect(waiting.map(({ id }) => id)).toEqual(['busy@agency.example']);
});
