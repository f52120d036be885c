// An account that sends far more than it ever does, against a real ledger on disk.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { openLedger, type SqliteLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { emptyHistory, isFlood, recipientsIn, withMessage } from '../../../core/mail/intake/sending-history.ts';
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

const deps = () => ({ ports: { ledger, clock: () => now } as Ports, rulebook, texts, flood: limits });
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
    now += hour;
    expect(await send(mail(1))).toBe(250);
  });

  it('is told by the spread of recipients too, and counts the same recipient once', async () => {
    expect([await send(mail(20)), await send(mail(20))]).toEqual([250, 450]);
    const again = mail(20, { user: 'lee' });
    expect([await send(again), await send({ ...again, raw: Buffer.from('other') })]).toEqual([250, 250]);
  });

  it('is measured against the account’s own history', async () => {
    let history = emptyHistory(now);
    for (let i = 0; i < 40; i++) history = withMessage(history, ['a@elsewhere.example'], now);
    expect(isFlood(history, limits)).toBe(true);
    const nextDay = now + 24 * hour;
    for (let i = 0; i < 100; i++) history = withMessage(history, ['a@elsewhere.example'], nextDay);
    expect(isFlood(history, limits)).toBe(false);
    expect(isFlood(withMessage(emptyHistory(now), [], now), limits)).toBe(false);
    const forgotten = withMessage(history, [], now + 40 * 24 * hour);
    expect(forgotten.days).toEqual([]);
  });

  it('leaves other accounts, inbound mail and the null sender alone', async () => {
    await sendMany(12);
    expect(await send(mail(1, { user: 'lee' }))).toBe(250);
    expect(await send(mail(1, { direction: 'inbound' }))).toBe(250);
    expect(await send(mail(1, { user: '', mailFrom: '' }))).toBe(250);
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
