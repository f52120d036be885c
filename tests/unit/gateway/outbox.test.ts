// Notices on their way out, with a ledger in memory and a relay that does as told.
import { afterEach, expect, it } from 'vitest';
import type { LedgerChange, QueuedNotice } from '../../../core/model/ledger.ts';
import type { Ledger, OutgoingMail, Relay, Reply } from '../../../core/ports.ts';
import { type Outbox, startOutbox } from '../../../gateway/outbox.ts';

let outbox: Outbox;
afterEach(() => outbox.close());

interface Scene {
  readonly tried: readonly OutgoingMail[];
  readonly waiting: readonly QueuedNotice[];
}

function scene(recipients: readonly string[], answer: (address: string) => Reply, clock = () => 0): Scene {
  const tried: OutgoingMail[] = [];
  const waiting = recipients.map((recipient) => ({ id: recipient, recipient, direction: 'inbound' }) as QueuedNotice);
  const ledger: Pick<Ledger, 'dueNotices' | 'commit'> = {
    dueNotices: (_now, limit) => Promise.resolve(waiting.slice(0, limit)),
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
  return { tried, waiting };
}

const taken: Reply = { code: 250, text: '2.0.0 taken' };
const quiet = () => new Promise((resolve) => setTimeout(resolve, 80));

it('R-601 a sender with an internationalised address is told too', async () => {
  const { tried } = scene(['ana@agency.example', 'zoë@agency.example'], () => taken);
  outbox.kick();
  await quiet();
  expect(tried.map(({ parameters }) => parameters)).toEqual([{}, { smtputf8: true }]);
});

it('R-601 a notice that is not taken waits, whatever the wall clock does, and holds up no other', async () => {
  let now = 0;
  const busy = (address: string): Reply => (address.startsWith('busy') ? { code: 451, text: '4.2.0 later' } : taken);
  const { tried, waiting } = scene(['busy@agency.example', 'ana@agency.example'], busy, () => now);
  for (const time of [0, 3_600_000, -3_600_000]) {
    now = time;
    outbox.kick();
    await quiet();
  }
  expect(tried.map(({ key }) => key)).toEqual(['busy@agency.example', 'ana@agency.example']);
  expect(waiting.map(({ id }) => id)).toEqual(['busy@agency.example']);
});
