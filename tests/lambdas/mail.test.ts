// Mail through the built functions under Lambda's own runtime client: what SES stored goes to its end, whatever is cut off.
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDocumentRegister } from '../../adapters/local/registers/document-register.ts';
import { printsOf } from '../../core/mail/detect/documents/prints.ts';
import { registerKey } from '../../core/mail/detect/documents/register-key.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import { publishRegisters } from '../harness/aws/publish-registers.ts';
import { type MailSite, message, queueEvent, receiptEvent, type SentMail, startMailSite, until } from './set-up.ts';

const stop = { type: 'answered', value: { disposition: 'STOP_RULE_SET' } };
const done = { type: 'answered', value: { batchItemFailures: [] } };
const corpus = fileURLToPath(new URL('../corpus', import.meta.url));

let site: MailSite;
let count = 0;
beforeAll(async () => {
  site = await startMailSite();
  await registerDocument();
}, 240_000);
afterAll(() => site.close());

function mail(over: Partial<SentMail> = {}): SentMail {
  const id = `ses-${++count}`;
  const raw = message(
    [
      'From: Ana <ana@agency.example>',
      'To: ben@partner.example',
      `Message-ID: <${id}@agency.example>`,
      'Subject: lunch',
    ],
    'How about noon on Tuesday?',
  );
  return { id, direction: 'outbound', from: 'ana@agency.example', to: ['ben@partner.example'], raw, ...over };
}

function marked(to: readonly string[], id = `ses-${++count}`): SentMail {
  const raw = message(
    ['From: ana@agency.example', `To: ${to.join(', ')}`, `Message-ID: <${id}@agency.example>`, 'Subject: plan'],
    'PROTECTED B\r\n\r\nThe plan of the move.',
  );
  return mail({ id, to, raw });
}

const states = async (sent: SentMail) =>
  Object.fromEntries((await site.attempt(sent))?.recipients.map(({ address, state }) => [address, state]) ?? []);
const served = (sent: SentMail) => site.hop.taken.filter(({ raw }) => raw.includes(`<${sent.id}@`));

async function held(sent: SentMail) {
  const attempt = (await site.attempt(sent))?.attempt.id ?? '';
  return Array.fromAsync(site.aws.ledger.heldItems({ attempt }));
}

const registered =
  'The north bridge is to be closed for eleven weeks from the first Monday of May while its bearings are replaced, and the ' +
  'ferry that serves the island in the meantime will be paid for from the reserve that was set aside two years ago.';

/** As an operator does it on another machine, under the same key. */
async function registerDocument(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-'));
  const fingerprint = (text: string) => createHmac('sha256', site.aws.fingerprintKey).update(text).digest('hex');
  const prints = printsOf([registered], registerKey(fingerprint));
  if (prints === null) throw new Error('the document is too short to be registered');
  const documents = openDocumentRegister(join(folder, 'documents'));
  const label = { scheme: 'ca-gc', level: 'PROTECTED B', owner: null };
  await documents.add([{ prints, label, name: 'bridge', addedAt: 1 }]);
  documents.close();
  await publishRegisters(folder, site.aws.held);
  rmSync(folder, { recursive: true });
}

describe('scan-message', () => {
  it('R-101 hands a clean message on byte for byte, to the envelope’s recipients, and forgets SES’s copy', async () => {
    const sent = mail();
    await site.store(sent);
    expect(await site.call(sent)).toEqual(stop);
    expect(await states(sent)).toEqual({ 'ben@partner.example': 'served' });
    const [copy] = site.hop.taken.filter(({ raw }) => raw.includes(sent.raw));
    expect(copy?.recipients).toEqual(['ben@partner.example']);
    expect(copy?.raw.includes('Postern-Verdict: deliver')).toBe(true);
    expect(await site.stored(sent)).toBe(false);
  });

  it('takes the event of classic receipt rules as well', async () => {
    const sent = mail();
    await site.store(sent);
    expect(await site.scan.invoke(receiptEvent(sent))).toEqual(stop);
    expect(await states(sent)).toEqual({ 'ben@partner.example': 'served' });
  });

  it('R-701 tells nothing apart that is the same: a reply that was lost makes no second copy', async () => {
    const sent = marked(['ben@agency.example']);
    await site.store(sent);
    for (let i = 0; i < 3; i++) expect(await site.call(sent)).toEqual(stop);
    expect(await site.bring(sent)).toEqual(done);
    expect(served(sent)).toHaveLength(1);
  });

  it('R-201 blocks what must not go out, serves whom it may go to, and tells the sender', async () => {
    const sent = marked(['ben@agency.example', 'ana.private@gmail.com']);
    await site.store(sent);
    expect(await site.call(sent)).toEqual(stop);
    expect(await states(sent)).toEqual({ 'ben@agency.example': 'served', 'ana.private@gmail.com': 'blocked' });
    expect(served(sent).map(({ recipients }) => recipients)).toEqual([['ben@agency.example']]);
    const notices = await site.aws.ledger.dueNotices(Date.now(), 50);
    expect(
      notices.some(({ recipient, raw }) => recipient === 'ana@agency.example' && Buffer.from(raw).includes('5.7.1')),
    ).toBe(true);
    const [item] = await held(sent);
    expect(item).toMatchObject({ class: 'blocked', state: 'kept' });
    const sealed = await site.aws.held.fetch(`sealed/${item?.id}`, 2 ** 20);
    expect(sealed.state).toBe('found');
    if (sealed.state === 'found') expect(Buffer.from(sealed.bytes).includes('PROTECTED')).toBe(false);
  });

  it('R-206 blocks what was copied out of a registered document and bears no marking', async () => {
    const id = `ses-${++count}`;
    const header = ['From: ana@agency.example', 'To: ana.private@gmail.com', `Message-ID: <${id}@agency.example>`];
    const sent = mail({ id, to: ['ana.private@gmail.com'], raw: message(header, registered) });
    await site.store(sent);
    expect(await site.call(sent)).toEqual(stop);
    expect(await states(sent)).toEqual({ 'ana.private@gmail.com': 'blocked' });
  });

  it('R-102 takes an unsafe attachment out and seals the original', async () => {
    const raw = readFileSync(join(corpus, 'unsafe', 'batch-file.eml'));
    const sent = mail({ direction: 'inbound', from: 'orders@shop.example', to: ['ben@agency.example'], raw });
    await site.store(sent);
    expect(await site.call(sent)).toEqual(stop);
    expect(await states(sent)).toEqual({ 'ben@agency.example': 'served' });
    expect((await held(sent)).map((item) => item.class)).toEqual(['stripped-original']);
    expect(site.hop.taken.at(-1)?.raw.includes('Postern-Verdict: strip')).toBe(true);
  });

  it('R-102 heeds the verdicts of SES, brought by call or by way of the queue, whatever header fields say', async () => {
    const inbound = { direction: 'inbound', from: 'orders@shop.example', to: ['ben@agency.example'] } as const;
    const clean = mail({ ...inbound, verdicts: { spam: 'PASS', virus: 'PASS' } });
    const virus = mail({ ...inbound, verdicts: { spam: 'GRAY', virus: 'FAIL' } });
    const unsure = mail({ ...inbound, verdicts: { spam: 'PASS', virus: 'PROCESSING_FAILED' } });
    for (const sent of [clean, virus, unsure]) await site.store(sent);
    await site.call(clean);
    await site.call(virus);
    await site.bring(unsure);
    expect(await states(clean)).toEqual({ 'ben@agency.example': 'served' });
    expect(await states(virus)).toEqual({ 'ben@agency.example': 'held' });
    expect(await states(unsure)).toEqual({ 'ben@agency.example': 'held' });
  });

  it('R-103 holds what it cannot read', async () => {
    const raw = message(
      [
        'From: zoe@elsewhere.example',
        'To: ben@agency.example',
        'Subject: secret',
        'MIME-Version: 1.0',
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
        'Content-Transfer-Encoding: base64',
      ],
      'MIAGCSqGSIb3DQEHA6CAMIACAQAxAAAA',
    );
    const sent = mail({ direction: 'inbound', from: 'zoe@elsewhere.example', to: ['ben@agency.example'], raw });
    await site.store(sent);
    expect(await site.call(sent)).toEqual(stop);
    expect(await states(sent)).toEqual({ 'ben@agency.example': 'held' });
    expect(served(sent)).toEqual([]);
  });

  it('R-701 never lets SES go on with an event it does not understand, and counts it', async () => {
    for (const event of [null, {}, 'text', { Records: [] }, { mail: { messageId: '../../x' } }, { detail: 1 }])
      expect(await site.scan.invoke(event)).toEqual(stop);
    expect(site.counted('EventUnknown')).toBe(6);
    const sent = mail();
    await site.store(sent);
    expect(await site.call({ ...sent, to: [] })).toEqual(stop);
    expect(site.counted('EnvelopeMissing')).toBe(1);
    expect(await site.call(mail())).toEqual(stop);
    expect(site.counted('MessageUnavailable')).toBe(1);
    expect(await site.stored(sent)).toBe(true);
  });

  it('R-702 carries 40 MB', async () => {
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const raw = Buffer.concat([
      message(
        [
          'From: ana@agency.example',
          'To: ben@partner.example',
          'Subject: film',
          'MIME-Version: 1.0',
          'Content-Type: application/octet-stream; name=film.txt',
          'Content-Transfer-Encoding: base64',
        ],
        '',
      ),
      Buffer.alloc(40 * 2 ** 20 - 400, line),
    ]);
    const sent = mail({ raw });
    await site.store(sent);
    expect(await site.call(sent, 120_000)).toEqual(stop);
    expect(Object.values(await states(sent))).toHaveLength(1);
    expect(await site.stored(sent)).toBe(false);
  }, 150_000);
});

describe('finish-message', () => {
  it('R-703 completes from the envelope alone what never reached scan-message', async () => {
    const sent = mail();
    await site.store(sent);
    expect(await site.bring(sent)).toEqual(done);
    expect(await states(sent)).toEqual({ 'ben@partner.example': 'served' });
  });

  it('reports of a batch only what the queue must bring again', async () => {
    const sent = mail();
    await site.store(sent);
    const { Records } = queueEvent(sent) as { Records: readonly object[] };
    const odd = { messageId: 'odd', body: 'no envelope at all' };
    const outcome = await site.finish.invoke({ Records: [odd, ...Records] }, 300_000);
    expect(outcome).toEqual({ type: 'answered', value: { batchItemFailures: [{ itemIdentifier: 'odd' }] } });
    expect(await states(sent)).toEqual({ 'ben@partner.example': 'served' });
  });

  it('R-703 hands on later what the next hop would not take, and to nobody twice', async () => {
    const sent = mail({ to: ['ben@partner.example', 'eve@partner.example'] });
    site.hop.rcpt.set('eve@partner.example', [451, 451]);
    await site.store(sent);
    expect(await site.call(sent)).toEqual(stop);
    expect(await states(sent)).toEqual({ 'ben@partner.example': 'served', 'eve@partner.example': 'decided' });
    expect(await site.stored(sent)).toBe(true);
    // Still away: our own queue brings it again.
    expect(await site.bring(sent)).toEqual(done);
    expect(await site.bring(sent)).toEqual(done);
    expect(await states(sent)).toEqual({ 'ben@partner.example': 'served', 'eve@partner.example': 'served' });
    expect(await site.stored(sent)).toBe(false);
  });

  it('R-703 holds mail from outside that the next hop refuses for good, with an alarm, and tells nobody outside', async () => {
    const inbound = { direction: 'inbound', from: 'orders@shop.example', to: ['gone@agency.example'] } as const;
    const sent = mail(inbound);
    site.hop.rcpt.set('gone@agency.example', [550]);
    await site.store(sent);
    expect(await site.call(sent)).toEqual(stop);
    expect(await states(sent)).toEqual({ 'gone@agency.example': 'held' });
    expect(site.counted('NextHopRefused')).toBe(1);
    const notices = await site.aws.ledger.dueNotices(Date.now(), 50);
    expect(notices.filter(({ recipient }) => recipient === inbound.from)).toEqual([]);
    expect(await site.stored(sent)).toBe(false);
  });

  it('R-703 finishes what was killed after its decision was written', async () => {
    const sent = marked(['ben@agency.example']);
    site.hop.data.push('drop-after');
    await site.store(sent);
    const called = site.call(sent, 8_000);
    await until(async () => Object.values(await states(sent)).includes('handing'));
    site.scan.kill();
    expect(['lost', 'answered']).toContain((await called).type);
    // The turn of the invocation that was lost ends with its time.
    await until(async () => (await site.bring(sent)).type === 'answered' && !(await site.stored(sent)));
    expect(await states(sent)).toEqual({ 'ben@agency.example': 'served' });
    expect(served(sent).length).toBeGreaterThanOrEqual(1);
    expect(served(sent).length).toBeLessThanOrEqual(2);
  }, 60_000);

  it('R-404 tells the event bus of each mail, once', async () => {
    const sweep = () => site.finish.invoke({}, 300_000);
    expect(await sweep()).toEqual(done);
    const sent = marked(['ana.private@gmail.com']);
    await site.store(sent);
    await site.call(sent);
    expect(await sweep()).toEqual(done);
    expect(await sweep()).toEqual(done);
    const attempt = (await site.attempt(sent))?.attempt.id;
    const told = site.aws.told.filter(({ Detail }) => JSON.parse(Detail).message_trace_uid === attempt);
    expect(told.map(({ DetailType }) => DetailType)).toEqual(['Email Activity', 'Data Security Finding']);
  });

  it('R-103 holds unread what two invocations were lost over', async () => {
    const sent = mail({ raw: Buffer.concat([mail().raw, Buffer.alloc(12 * 2 ** 20, 'words and words\r\n')]) });
    await site.store(sent);
    const counted = site.counted('HeldByFailure');
    for (let lost = 0; lost < 2; lost++) {
      const before = await turns();
      const called = site.call(sent, 6_000);
      await until(async () => (await turns()) !== before);
      site.scan.kill();
      expect((await called).type).toBe('lost');
      await pause(5_500);
    }
    expect(await site.bring(sent)).toEqual(done);
    expect(await states(sent)).toEqual({ 'ben@partner.example': 'held' });
    expect(site.counted('HeldByFailure')).toBe(counted + 1);
  }, 90_000);
});

it('R-701 holds by its schedule what no envelope ever came for, with an alarm, and for nobody of its header', async () => {
  const sent = mail();
  await site.store(sent);
  const later = await site.ahead('finish-message', 2);
  try {
    // Its end is told by our clock.
    expect(await later.invoke({}, 3 * 3_600_000)).toEqual(done);
    expect(later.output.some((line) => line.includes('"Name":"EnvelopeMissing"'))).toBe(true);
  } finally {
    await later.close();
  }
  expect(await site.stored(sent)).toBe(false);
  expect(await site.aws.ledger.latestAttempt(attemptKey('', sent.raw))).toMatchObject({
    recipients: [{ address: 'unknown@invalid', state: 'held' }],
  });
  expect(served(sent)).toEqual([]);
}, 120_000);

/** Owners of turns that are taken now. */
async function turns(): Promise<string> {
  return site.aws.database
    .items()
    .filter(({ pk }) => String(pk?.S).startsWith('TURN#'))
    .map(({ owner }) => String(owner?.S))
    .sort()
    .join();
}
