// An account that sends far more than it ever does, against a real ledger on disk.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { openLedger, type SqliteLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { keyOfArrival } from '../../../core/mail/intake/attempt-key.ts';
import { sendingAccount } from '../../../core/mail/intake/sending-account.ts';
import { emptyHistory, excessOf, recipientsIn, withMessage } from '../../../core/mail/intake/sending-history.ts';
import { stopFlood } from '../../../core/mail/intake/stop-flood.ts';
import type { Arrival } from '../../../core/model/arrival.ts';
import { loadNoticeTexts } from '../../../core/oversight/notices/notice-texts.ts';
import type { Ports } from '../../../core/ports.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);
const texts = loadNoticeTexts(policy.files);
const hour = 3_600_000;
const limits = { messages: 10, recipients: 30, timesHistory: 3 };

let folder: string;
let ledger: SqliteLedger;
let now = Date.UTC(2026, 0, 5, 10);
let sent = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-flood-'));
  ledger = await openLedger(folder);
  now = Date.UTC(2026, 0, 5, 10);
  logged.length = 0;
});
afterEach(async () => {
  await ledger.close();
  await rm(folder, { recursive: true, force: true });
});

function mail(
  recipients: number,
  from: Partial<{ user: string; mailFrom: string; direction: 'inbound' }> = {},
): Arrival {
  const { user = 'pat', mailFrom = 'pat@agency.example', direction = 'outbound' } = from;
  return {
    direction,
    envelope: {
      mailFrom,
      recipients: Array.from({ length: recipients }, (_, i) => ({ address: `r${sent}-${i}@elsewhere.example` })),
      parameters: {},
      client: { address: '192.0.2.1', helo: 'h', tls: true, ...(user === '' ? {} : { user }) },
    },
    raw: Buffer.from(`Subject: ${sent++}\r\n\r\nx\r\n`),
  };
}

const logged: unknown[] = [];
const deps = () => ({
  ports: { ledger, clock: () => now } as Pick<Ports, 'ledger' | 'clock'> as Ports,
  rulebook,
  texts,
  flood: { ...limits, sendsForMany: (user: string) => user === 'relay' },
  report: (event: unknown) => logged.push(event),
});
const send = async (arrival: Arrival) => (await stopFlood(arrival, deps()))?.code ?? 250;
const sendMany = async (count: number) => {
  const codes: number[] = [];
  for (let i = 0; i < count; i++) codes.push(await send(mail(1)));
  return codes;
};

describe('R-105 an outbound flood', () => {
  it('is stopped with a temporary refusal, reported once an hour, and over with the hour', async () => {
    expect(await sendMany(12)).toEqual([...Array(10).fill(250), 450, 450]);
    const notices = await ledger.dueNotices(now, 10);
    expect(notices.map(({ recipient }) => recipient)).toEqual(['security@agency.example']);
    const text = Buffer.from(notices[0]?.raw ?? []).toString();
    expect(text).toContain('An account was stopped for sending too much');
    expect(text.replace(/=\r?\n/g, '')).toContain('10 messages to 10 addresses outside');
    expect(logged).toEqual([{ event: 'outbound-flood', attempt: null, account: 'pat', excess: 'messages' }]);
    now += hour;
    expect(await send(mail(1))).toBe(250);
  });

  it('makes no room for a larger one, neither the next hour nor the next day', async () => {
    for (const later of [0, hour, hour, 24 * hour, 24 * hour]) {
      now += later;
      expect((await sendMany(40)).filter((code) => code === 250)).toHaveLength(10);
    }
  });

  it('is no single message, however many it is for, and none among our own people', async () => {
    expect([await send(mail(100)), await send(mail(1)), await send(mail(100))]).toEqual([250, 450, 450]);
    expect(logged).toMatchObject([{ excess: 'recipients' }]);
    const within = mail(100, { user: 'lee' });
    const ours = within.envelope.recipients.map((_, i) => ({ address: `p${i}@agency.example` }));
    for (let i = 0; i < 20; i++) {
      const raw = Buffer.from(`Subject: all hands ${i}\r\n\r\nx\r\n`);
      expect(await send({ ...within, raw, envelope: { ...within.envelope, recipients: ours } })).toBe(250);
    }
    expect(await ledger.record('sending', 'lee')).toBe(null);
  });

  it('is counted by sender where one account or network sends for many, in a bounded number of records', async () => {
    for (const user of ['relay', '']) {
      const from = (mailFrom: string) => send(mail(1, { user, mailFrom: `${user}${mailFrom}@agency.example` }));
      for (let i = 0; i < 10; i++) expect(await from(`news-r${i}=elsewhere.example`)).toBe(250);
      expect([await from('news+tag'), await from('news'), await from('pat')]).toEqual([450, 450, 250]);
    }
    const key = (i: number) =>
      sendingAccount({ client: { address: '', helo: '', tls: true }, mailFrom: `x${i}@agency.example` }, () => false);
    const keys = new Set(Array.from({ length: 20_000 }, (_, i) => key(i)?.id));
    expect(keys.size).toBeLessThanOrEqual(4096);
  });

  it('is told by the spread of recipients too, and counts the same recipient once', async () => {
    expect([await send(mail(20)), await send(mail(20))]).toEqual([250, 450]);
    const again = mail(20, { user: 'lee' });
    expect([await send(again), await send({ ...again, raw: Buffer.from('other') })]).toEqual([250, 250]);
  });

  it('is measured against the account’s own history', async () => {
    let history = emptyHistory(now);
    for (let i = 0; i < 40; i++) history = withMessage(history, ['a@elsewhere.example'], now);
    expect(excessOf(history, limits)).toBe('messages');
    const nextDay = now + 24 * hour;
    for (let i = 0; i < 100; i++) history = withMessage(history, ['a@elsewhere.example'], nextDay);
    expect(excessOf(history, limits)).toBe(null);
    expect(excessOf(withMessage(emptyHistory(now), [], now), limits)).toBe(null);
    const forgotten = withMessage(history, [], now + 40 * 24 * hour);
    expect(forgotten.days).toEqual([]);
  });

  it('leaves other accounts, inbound mail and the null sender alone', async () => {
    await sendMany(12);
    expect(await send(mail(1, { user: 'lee' }))).toBe(250);
    expect(await send(mail(1, { direction: 'inbound' }))).toBe(250);
    expect(await send(mail(1, { user: '', mailFrom: '' }))).toBe(250);
  });

  it('does not count who comes back for an answer, by whatever names the message', async () => {
    for (const copy of [{}, { clientCopy: { id: 'm1', verdicts: {} } }]) {
      const arrival = { ...mail(2), ...copy };
      const { direction, envelope } = arrival;
      const attempt = { id: `${keyOfArrival(arrival)}.1`, direction, envelope, openedAt: now, bytes: 1 };
      const recipients = envelope.recipients.map(({ address }) => address);
      await ledger.commit([{ type: 'open', attempt, recipients }]);
      for (let i = 0; i < 12; i++) expect(await send(arrival)).toBe(250);
    }
    expect(await ledger.record('sending', 'pat')).toBe(null);
  });

  it('many sessions of one account at once are all counted', async () => {
    const codes = await Promise.all(Array.from({ length: 4 }, () => send(mail(1))));
    expect(codes).toEqual([250, 250, 250, 250]);
    expect((await ledger.record('sending', 'pat'))?.value).toMatchObject({ messages: 4 });
  });

  it('keeps no address of a recipient', async () => {
    await send(mail(5));
    expect(JSON.stringify(await ledger.record('sending', 'pat'))).not.toContain('elsewhere');
    let history = emptyHistory(now);
    history = withMessage(
      history,
      Array.from({ length: 1000 }, (_, i) => `r${i}@x.example`),
      now,
    );
    expect(Math.abs(recipientsIn(history) - 1000)).toBeLessThan(60);
  });
});
