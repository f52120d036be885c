// Clients that hold connections and do little: each has a limit and an answer, and mail of others passes meanwhile.
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SmtpGateway } from '../../gateway/smtp/smtp-gateway.ts';
import { makeCertificate } from '../gateway/certificate.ts';
import { type Dialog, dialog } from '../gateway/dialog.ts';
import { type FakeNextHop, fakeNextHop } from '../gateway/fake-next-hop.ts';
import { type FakeDoor, fakeDoor, gatewayTo } from '../gateway/set-up.ts';

const patience = { timeout: 60_000 };

let hop: FakeNextHop;
let door: FakeDoor;
let gateway: SmtpGateway | null;
const sockets: Socket[] = [];

beforeEach(async () => {
  hop = await fakeNextHop();
  door = fakeDoor();
  gateway = null;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await gateway?.close(0);
  await hop.down();
});

async function start(options: Parameters<typeof gatewayTo>[2] = {}): Promise<number> {
  gateway = await gatewayTo(hop.port, door, options);
  return gateway.port;
}

/** Connected and greeted, and silent from then on. */
function silent(port: number, from: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from });
    sockets.push(socket);
    socket.once('data', () => resolve(socket));
    socket.once('error', reject);
  });
}

async function mailFrom(client: Dialog): Promise<string> {
  const ready = await client.upToData('a@outside.example', 'ann@agency.example');
  if (!ready.startsWith('354')) return ready;
  client.send('Subject: x\r\n\r\nhello\r\n.\r\n');
  return client.reply();
}

describe('clients that say nothing', () => {
  it('R-703 1,000 idle connections keep nobody from sending', patience, async () => {
    const port = await start();
    const before = process.memoryUsage().rss;
    for (let host = 1; host <= 20; host++)
      await Promise.all(Array.from({ length: 50 }, () => silent(port, `127.0.1.${host}`)));
    expect(sockets.filter((socket) => !socket.closed)).toHaveLength(1000);
    expect(await mailFrom(await dialog(port))).toMatch(/^250/);
    // Both ends of each connection are in this process.
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });

  it('R-703 give way when they have taken all connections', patience, async () => {
    const port = await start({ limits: { connections: 8, crowdedTimeout: 200 } });
    const idle = await Promise.all(Array.from({ length: 8 }, (_, host) => dialog(port, `127.0.2.${host + 1}`)));
    expect(await idle[0]?.reply()).toBe('421 4.4.2 no message came in time');
    await expect.poll(async () => mailFrom(await dialog(port)), patience).toMatch(/^250/);
  });

  it(
    'R-703 give way when they have taken most of what one address may have, in a transaction too',
    patience,
    async () => {
      const port = await start({ limits: { connectionsPerClient: 2, crowdedTimeout: 200 } });
      const clients = [await dialog(port), await dialog(port)];
      for (const client of clients) await client.upToData('a@outside.example', 'ann@agency.example');
      for (const client of clients) expect(await client.reply()).toBe('421 4.4.2 no message came in time');
      expect(door.arrivals).toEqual([]);
    },
  );

  it('R-703 are not sent away while they wait for us', patience, async () => {
    const held = Promise.withResolvers<void>();
    const looked = Promise.withResolvers<void>();
    door = fakeDoor(async () => {
      await held.promise;
      return { reply: { code: 250, text: '2.0.0 ok' }, attempt: null };
    });
    const port = await start({ limits: { connectionsPerClient: 1, crowdedTimeout: 100 } });
    const client = await dialog(port);
    const answer = mailFrom(client);
    // Somebody else is sent away meanwhile, so the patrol has looked.
    await expect.poll(() => door.arrivals.length, patience).toBe(1);
    const other = await dialog(port, '127.0.2.1');
    void other.reply().then(() => looked.resolve());
    await looked.promise;
    held.resolve();
    expect(await answer).toMatch(/^250/);
  });
});

describe('clients that trickle', () => {
  const limits = { transactionTimeout: 400 };

  async function trickle(client: Dialog, bytes: string): Promise<string> {
    const drip = setInterval(() => client.send(bytes), 20);
    try {
      return await client.reply();
    } finally {
      clearInterval(drip);
    }
  }

  it('R-703 a command that never ends is cut off', patience, async () => {
    const client = await dialog(await start({ limits }));
    expect(await trickle(client, 'N')).toMatch(/^421 4\.4\.2 /);
    await client.closed;
  });

  it('R-703 commands without an end to them are cut off', patience, async () => {
    const client = await dialog(await start({ limits: { recipients: 100 } }));
    await client.say('EHLO client.example');
    client.send('NOOP\r\n'.repeat(250));
    const replies: string[] = [];
    for (let reply = ''; !/^421|closed/.test(reply); replies.push(reply)) reply = await client.reply();
    expect(replies.at(-1)).toMatch(/^421 4\.7\.0 /);
    expect(replies.length).toBeLessThan(250);
  });

  it('R-703 a search for addresses is cut off', patience, async () => {
    hop.behaviour = { replies: { 'RCPT TO': '550 5.1.1 no such mailbox' } };
    const client = await dialog(await start({ limits: { recipients: 100 } }));
    await client.say('EHLO client.example');
    await client.say('MAIL FROM:<a@outside.example>');
    let asked = 0;
    for (let reply = ''; !/^421|closed/.test(reply); asked++)
      reply = await client.say(`RCPT TO:<p${asked}@agency.example>`);
    expect(asked).toBeLessThan(210);
  });

  it('R-703 a handshake that never ends is cut off', patience, async (context) => {
    const tls = makeCertificate();
    if (tls === null) return context.skip('openssl is not installed');
    const client = await dialog(await start({ limits: { idleTimeout: 400 }, tls }));
    await client.say('EHLO client.example');
    expect(await client.say('STARTTLS')).toMatch(/^220/);
    // A record header that announces 16 KB (RFC 8446 section 5.1), and then little of them.
    client.send(Buffer.from([0x16, 0x03, 0x01, 0x40, 0x00]));
    await client.closed;
    expect(await mailFrom(await dialog(gateway?.port ?? 0))).toMatch(/^250/);
  });

  it('R-703 who reads no answers is not read from either', patience, async () => {
    const port = await start({ limits: { transactionTimeout: 4000, recipients: 1_000_000 } });
    const flooding = await silent(port, '127.0.0.1');
    flooding.pause();
    flooding.write('EHLO client.example\r\n'.repeat(1_500_000));
    const unsent: number[] = [];
    await expect
      .poll(() => unsent.push(flooding.writableLength) > 3 && unsent.at(-1) === unsent.at(-3), {
        ...patience,
        interval: 500,
      })
      .toBe(true);
    expect(flooding.writableLength).toBeGreaterThan(15_000_000);
    expect(await mailFrom(await dialog(port))).toMatch(/^250/);
  });
});
