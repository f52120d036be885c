// When an attempt is closed (DESIGN 7a), and what happens to a message whose client or door goes away.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SmtpGateway } from '../../gateway/smtp/smtp-gateway.ts';
import { makeCertificate } from './certificate.ts';
import { type Dialog, dialog } from './dialog.ts';
import { type FakeNextHop, fakeNextHop } from './fake-next-hop.ts';
import { type FakeDoor, fakeDoor, gatewayTo } from './set-up.ts';

let hop: FakeNextHop;
let gateway: SmtpGateway | undefined;

beforeEach(async () => {
  hop = await fakeNextHop();
});
afterEach(async () => {
  await gateway?.close(0);
  await hop.down();
});

function answering(attempt: string): FakeDoor {
  return fakeDoor(() =>
    Promise.resolve({ reply: { code: 250, text: '2.0.0 accepted' }, attempt: { id: attempt, recipients: [] } }),
  );
}

async function handOver(client: Dialog): Promise<void> {
  await client.upToData('a@outside.example', 'ann@agency.example');
  client.send('S: x\r\n\r\n.\r\n');
  expect(await client.reply()).toBe('250 2.0.0 accepted');
}

describe('an attempt', () => {
  for (const next of ['MAIL FROM:<b@outside.example>', 'RSET', 'NOOP', 'QUIT', 'EHLO again.example', 'NONSENSE']) {
    it(`R-703 is closed when the client goes on with ${next.split(' ')[0]}`, async () => {
      const door = answering('one');
      gateway = await gatewayTo(hop.port, door);
      const client = await dialog(gateway.port);
      await handOver(client);
      expect(door.concluded).toEqual([]);
      await client.say(next);
      expect(door.concluded).toEqual(['one']);
      await client.say('NOOP');
      expect(door.concluded).toEqual(['one']);
    });
  }

  it('R-703 stays open when the connection ends without a further command', async () => {
    const door = answering('one');
    gateway = await gatewayTo(hop.port, door);
    const client = await dialog(gateway.port);
    await handOver(client);
    client.hangUp();
    await client.closed;
    await (await dialog(gateway.port)).say('QUIT');
    expect(door.concluded).toEqual([]);
  });

  it('R-703 is not closed by a command sent along with the message, before the answer', async () => {
    const door = answering('one');
    gateway = await gatewayTo(hop.port, door);
    const client = await dialog(gateway.port);
    await client.upToData('a@outside.example', 'ann@agency.example');
    client.send('S: x\r\n\r\n.\r\nRSET\r\n');
    expect(await client.reply()).toBe('250 2.0.0 accepted');
    expect(await client.reply()).toMatch(/^250/);
    expect(door.concluded).toEqual([]);
    await client.say('NOOP');
    expect(door.concluded).toEqual(['one']);
  });

  it('R-703 is closed over tls too', async (context) => {
    const tls = makeCertificate();
    if (tls === null) return context.skip('openssl is not installed');
    const door = answering('one');
    gateway = await gatewayTo(hop.port, door, { tls });
    const client = await dialog(gateway.port);
    expect(await client.say('EHLO client.example')).toContain('STARTTLS');
    await client.startTls();
    await handOver(client);
    expect(door.arrivals[0]?.envelope.client.tls).toBe(true);
    expect(door.concluded).toEqual([]);
    await client.say('NOOP');
    expect(door.concluded).toEqual(['one']);
  });
});

describe('a message', () => {
  it('R-101 of which the end never came is not given to the door', async () => {
    const door = answering('one');
    gateway = await gatewayTo(hop.port, door);
    const client = await dialog(gateway.port);
    await client.upToData('a@outside.example', 'ann@agency.example');
    client.send('S: x\r\n\r\nhalf\r\n');
    client.hangUp();
    await client.closed;
    await (await dialog(gateway.port)).say('QUIT');
    expect(door.arrivals).toEqual([]);
    expect(hop.transactions).toEqual([]);
  });

  it('R-703 is answered 451 when the door hangs or fails', async () => {
    gateway = await gatewayTo(
      hop.port,
      fakeDoor(() => new Promise(() => undefined)),
      { limits: { answerTimeout: 50 } },
    );
    const client = await dialog(gateway.port);
    await client.upToData('a@outside.example', 'ann@agency.example');
    client.send('S: x\r\n\r\n.\r\n');
    expect(await client.reply()).toMatch(/^451 4\.3\.0 /);
    await gateway.close(0);
    gateway = await gatewayTo(
      hop.port,
      fakeDoor(() => Promise.reject(new Error('no'))),
    );
    const other = await dialog(gateway.port);
    await other.upToData('a@outside.example', 'ann@agency.example');
    other.send('S: x\r\n\r\n.\r\n');
    expect(await other.reply()).toMatch(/^451 4\.3\.0 /);
  });
});
