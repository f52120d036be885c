// A raw copy that the disk spoiled: the client may bring it again for a day, then a person looks; nobody tries for ever.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { resume } from '../../../core/mail/conclude.ts';
import { accept, openFor } from '../../../core/mail/intake/accept.ts';
import { attemptKey } from '../../../core/mail/intake/attempt-key.ts';
import type { ScanDependencies } from '../../../core/mail/scan.ts';
import type { Attempt } from '../../../core/model/ledger.ts';
import { type Ledger, type MailStore, RawCopyDamaged, type Relay } from '../../../core/ports.ts';

const relay: Relay = { deliver: () => Promise.reject(new Error('not reached')) };
const raw = Buffer.from('Subject: x\r\n\r\nhello\r\n');
const attempt: Attempt = {
  id: `${attemptKey('bo@outside.example', raw)}.1`,
  direction: 'inbound',
  envelope: {
    mailFrom: 'bo@outside.example',
    recipients: [{ address: 'ann@agency.example' }],
    parameters: {},
    client: { address: '192.0.2.1', helo: 'client.example', tls: false },
  },
  openedAt: 0,
  bytes: 10,
};

let folder: string;
let ledger: Ledger & { close(): Promise<void> };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-damaged-'));
  ledger = await openLedger(folder);
  await ledger.commit([{ type: 'open', attempt, recipients: ['ann@agency.example'] }]);
});
afterEach(async () => {
  await ledger.close();
  await rm(folder, { recursive: true });
});

/** Looks for what is unfinished at that time, and gives the events that operators are told of. */
async function lookAt(time: number): Promise<readonly string[]> {
  const events: string[] = [];
  const store = {
    getRaw: () => Promise.reject(new RawCopyDamaged('the raw copy was changed or damaged')),
    deleteRaw: () => Promise.resolve(),
    async *listRaw() {},
  };
  const deps = {
    ports: { ledger, store, clock: () => time },
    report: ({ event }: { event: string }) => events.push(event),
  };
  await resume(
    (work) => work(),
    () => relay,
    deps as unknown as ScanDependencies,
  );
  return events;
}

const state = async () => (await ledger.attempt(attempt.id))?.recipients[0]?.state;

it('R-103 is left to the client for a day', async () => {
  expect(await lookAt(openFor - 1)).toEqual(['resume-failed']);
  expect(await state()).toBe('accepted');
});

it('R-103 is held with an alarm after that, once', async () => {
  expect(await lookAt(openFor)).toEqual(['raw-copy-damaged']);
  expect(await state()).toBe('held');
  expect(await lookAt(openFor)).toEqual([]);
  const kept = await Array.fromAsync(ledger.heldItems({ state: 'kept' }));
  expect(kept.map(({ attempt: id, recipients }) => [id, recipients[0]?.reasons[0]?.clause])).toEqual([
    [attempt.id, 'postern/raw-copy-damaged'],
  ]);
});

it('R-101 is a new message when the client brings it again, also by a clock that was set back', async () => {
  await lookAt(openFor);
  const { envelope } = attempt;
  const store = { putRaw: async () => undefined } as unknown as MailStore;
  const accepted = await accept({ direction: 'inbound', envelope, raw }, { ledger, store, clock: () => 1 });
  expect(accepted).toMatchObject({ attempt: { id: attempt.id.replace(/1$/, '2') }, again: false });
});
