// What the gateway refuses by itself, before the door is asked.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashPassword, networks } from '../../gateway/smtp/admission.ts';
import { memoryBudget } from '../../gateway/smtp/message-intake.ts';
import type { SmtpGateway } from '../../gateway/smtp/smtp-gateway.ts';
import { type Dialog, dialog } from './dialog.ts';
import { type FakeNextHop, fakeNextHop } from './fake-next-hop.ts';
import { type FakeDoor, fakeDoor, gatewayTo } from './set-up.ts';

let hop: FakeNextHop;
let door: FakeDoor;
const gateways: SmtpGateway[] = [];

beforeEach(async () => {
  hop = await fakeNextHop();
  door = fakeDoor();
});
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close(0)));
  await hop.down();
});

async function start(options: Parameters<typeof gatewayTo>[2] = {}): Promise<{ port: number; client: Dialog }> {
  const gateway = await gatewayTo(hop.port, door, options);
  gateways.push(gateway);
  return { port: gateway.port, client: await dialog(gateway.port) };
}

async function sent(client: Dialog, content: string | Buffer): Promise<string> {
  expect(await client.upToData('a@outside.example', 'ann@agency.example')).toMatch(/^354/);
  client.send(content);
  return client.reply();
}

describe('who and whom', () => {
  it('inbound refuses recipients outside the organisation', async () => {
    const { client } = await start();
    await client.say('EHLO client.example');
    await client.say('MAIL FROM:<a@outside.example>');
    expect(await client.say('RCPT TO:<bo@elsewhere.example>')).toMatch(/^550 5\.7\.1 /);
    expect(await client.say('RCPT TO:<ann%elsewhere.example@other.example>')).toMatch(/^550 5\.7\.1 /);
    expect(await client.say('DATA')).toMatch(/^503/);
    expect(hop.commands.some((line) => line.startsWith('RCPT'))).toBe(false);
  });

  it('outbound refuses senders outside the organisation, but takes the null sender', async () => {
    const { client } = await start({ direction: 'outbound' });
    await client.say('EHLO client.example');
    expect(await client.say('MAIL FROM:<a@outside.example>')).toMatch(/^550 5\.7\.1 /);
    expect(await client.say('MAIL FROM:<>')).toMatch(/^250/);
    await client.say('RSET');
    expect(await client.say('MAIL FROM:<ann@agency.example>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<bo@elsewhere.example>')).toMatch(/^250/);
  });

  it('outbound takes mail from a stranger only after AUTH', async () => {
    const accounts = [{ user: 'ann', passwordHash: await hashPassword('right horse', Buffer.alloc(16, 7)) }];
    const { client } = await start({ direction: 'outbound', accounts, trusted: networks([]) });
    expect(await client.say('EHLO client.example')).toContain('AUTH PLAIN LOGIN');
    expect(await client.say('MAIL FROM:<ann@agency.example>')).toMatch(/^530 5\.7\.0 /);
    const plain = (password: string): string => Buffer.from(`\0ann\0${password}`).toString('base64');
    expect(await client.say(`AUTH PLAIN ${plain('wrong')}`)).toMatch(/^535 5\.7\.8 /);
    expect(await client.say(`AUTH PLAIN ${plain('right horse')}`)).toMatch(/^235/);
    expect(await client.say('MAIL FROM:<ann@agency.example>')).toMatch(/^250/);
    await client.say('RCPT TO:<bo@elsewhere.example>');
    await client.say('DATA');
    client.send('S: x\r\n\r\n.\r\n');
    await client.reply();
    expect(door.arrivals[0]?.envelope.client).toMatchObject({ user: 'ann', tls: false, helo: 'client.example' });
  });

  it('R-201 lets an account send as itself or as what is listed for it, and as nobody else', async () => {
    const passwordHash = await hashPassword('p', Buffer.alloc(16, 7));
    const accounts = [
      { user: 'ann', passwordHash },
      { user: 'bo@agency.example', passwordHash },
      { user: 'printer', passwordHash, addresses: ['scans@agency.example', 'fax.agency.example'] },
      { user: 'exchange', passwordHash, addresses: ['agency.example'] },
    ];
    const answers = async (user: string, ...senders: string[]) => {
      const { client } = await start({ direction: 'outbound', accounts, isOurs: () => true });
      await client.say('EHLO client.example');
      await client.say(`AUTH PLAIN ${Buffer.from(`\0${user}\0p`).toString('base64')}`);
      const codes: string[] = [];
      for (const sender of senders) {
        codes.push((await client.say(`MAIL FROM:<${sender}>`)).slice(0, 9));
        await client.say('RSET');
      }
      return codes.map((code) => code.startsWith('250'));
    };
    expect(await answers('ann', 'Ann@agency.example', 'bo@agency.example', '')).toEqual([true, false, true]);
    expect(await answers('bo@agency.example', 'BO@Agency.Example', 'bo@other.example')).toEqual([true, false]);
    expect(await answers('printer', 'scans@agency.example', 'x@fax.agency.example', 'printer@agency.example')).toEqual([
      true,
      true,
      false,
    ]);
    expect(await answers('exchange', 'ann@agency.example', 'x@other.example')).toEqual([true, false]);
  });

  it('shuts out an address that guesses passwords', async () => {
    const accounts = [{ user: 'ann', passwordHash: await hashPassword('x', Buffer.alloc(16, 7)) }];
    const { client } = await start({ direction: 'outbound', accounts, limits: { failedSignIns: 2 } });
    await client.say('EHLO client.example');
    for (let guess = 0; guess < 2; guess++) expect(await client.say('AUTH PLAIN AGFubgBub3Rl')).toMatch(/^535/);
    expect(await client.say('AUTH PLAIN AGFubgBub3Rl')).toMatch(/^421/);
  });
});

describe('content', () => {
  const breaks: Record<string, string> = {
    'a bare LF in the body': 'S: x\r\n\r\na\nb\r\n.\r\n',
    'a bare LF in the header': 'S: x\nB: y\r\n\r\n.\r\n',
    'a bare CR': 'S: x\r\n\r\na\rb\r\n.\r\n',
    'a CR before CRLF': 'S: x\r\n\r\na\r\r\n.\r\n',
    'a lone LF at the very start': '\nS: x\r\n.\r\n',
    'smuggling by LF.LF': 'S: x\r\n\r\na\n.\nMAIL FROM:<x@y.example>\r\n.\r\n',
    'smuggling by LF.CRLF': 'S: x\r\n\r\na\n.\r\nMAIL FROM:<x@y.example>\r\n.\r\n',
    'smuggling by CRLF.LF': 'S: x\r\n\r\na\r\n.\nMAIL FROM:<x@y.example>\r\n.\r\n',
    'smuggling by CR.CR': 'S: x\r\n\r\na\r.\rMAIL FROM:<x@y.example>\r\n.\r\n',
    'smuggling by CRLF.CR': 'S: x\r\n\r\na\r\n.\rMAIL FROM:<x@y.example>\r\n.\r\n',
    'smuggling by CR.CRLF': 'S: x\r\n\r\na\r.\r\nMAIL FROM:<x@y.example>\r\n.\r\n',
    'smuggling by CRLF NUL.CRLF and a bare LF': 'S: x\r\n\r\na\r\n\0.\r\nb\n.\r\n.\r\n',
  };
  for (const [name, content] of Object.entries(breaks)) {
    it(`refuses ${name}, and repairs nothing`, async () => {
      const { client } = await start();
      expect(await sent(client, content)).toMatch(/^550 5\.6\.11 /);
      expect(await client.say('NOOP')).toMatch(/^250/);
      expect(door.arrivals).toEqual([]);
      expect(hop.transactions).toEqual([]);
    });
  }

  it('refuses the 51st hop and takes the 50th', async () => {
    const { client } = await start();
    const hops = (count: number): string => `${'Received: from a by b;\r\n\tnow\r\n'.repeat(count)}S: x\r\n\r\n.\r\n`;
    expect(await sent(client, hops(51))).toMatch(/^554 5\.4\.6 /);
    expect(await sent(client, hops(50))).toMatch(/^250/);
  });

  it('refuses what passed here twice, and takes what passed once', async () => {
    const { client } = await start();
    const trace = 'Received: from a\r\n\tby gate.example (Postern gate-1) with ESMTP id x;\r\n\tnow\r\n';
    expect(await sent(client, `${trace}${trace}S: x\r\n\r\n.\r\n`)).toMatch(/^554 5\.4\.6 /);
    expect(await sent(client, `${trace}S: x\r\n\r\n${trace}${trace}.\r\n`)).toMatch(/^250/);
  });

  it('refuses a message beyond the size limit, declared or not', async () => {
    const { client } = await start({ limits: { messageBytes: 2000 } });
    expect(await client.say('EHLO client.example')).toContain('SIZE 2000');
    expect(await client.say('MAIL FROM:<a@outside.example> SIZE=2001')).toMatch(/^552 /);
    expect(await sent(client, `S: x\r\n\r\n${'y'.repeat(2000)}\r\n.\r\n`)).toMatch(/^552 5\.3\.4 /);
    expect(await sent(client, 'S: x\r\n\r\n.\r\n')).toMatch(/^250/);
  });

  it('R-703 asks to try again while too much is in memory, and gives memory back', async () => {
    const budget = memoryBudget(5000);
    const { client } = await start({ budget });
    expect(await sent(client, `S: x\r\n\r\n${'y'.repeat(6000)}\r\n.\r\n`)).toMatch(/^452 4\.3\.1 /);
    await client.say('EHLO client.example');
    expect(await client.say('MAIL FROM:<a@outside.example> SIZE=5001')).toMatch(/^452 4\.3\.1 /);
    expect(await sent(client, `S: x\r\n\r\n${'y'.repeat(4000)}\r\n.\r\n`)).toMatch(/^250/);
    const other = await dialog(gateways[0]?.port ?? 0);
    await other.upToData('a@outside.example', 'ann@agency.example');
    other.send('S: x\r\n\r\nhalf of it');
    other.hangUp();
    await expect.poll(() => budget.free).toBe(5000);
  });

  it('R-703 asks to try again while too many messages are dealt with, before they are sent', async () => {
    const answer = Promise.withResolvers<void>();
    door = fakeDoor(async () => {
      await answer.promise;
      return { reply: { code: 250, text: '2.0.0 ok' }, attempt: null };
    });
    const { client, port } = await start({ budget: memoryBudget(5000, 1) });
    const [other, late] = [await dialog(port), await dialog(port)];
    await late.upToData('a@outside.example', 'ann@agency.example');
    expect(await client.upToData('a@outside.example', 'ann@agency.example')).toMatch(/^354/);
    client.send('S: x\r\n\r\n.\r\n');
    await expect.poll(() => door.arrivals.length).toBe(1);
    await other.say('EHLO client.example');
    expect(await other.say('MAIL FROM:<a@outside.example>')).toMatch(/^452 4\.3\.1 /);
    late.send('S: x\r\n\r\n.\r\n');
    expect(await late.reply()).toMatch(/^452 4\.3\.1 /);
    answer.resolve();
    expect(await client.reply()).toMatch(/^250/);
    expect(await other.say('MAIL FROM:<a@outside.example>')).toMatch(/^250/);
  });
});

describe('limits and syntax', () => {
  it('knows no BDAT, no toys, and no parameter that was not offered', async () => {
    const { client } = await start();
    await client.say('EHLO client.example');
    for (const line of ['BDAT 5 LAST', 'WIZ x', 'SHELL', 'KILL', 'XCLIENT NAME=x', 'STARTTLS', 'AUTH PLAIN']) {
      expect(await client.say(line), line).toMatch(/^50\d /);
    }
    for (const parameter of ['MT-PRIORITY=3', 'BODY=BINARYMIME', 'REQUIRETLS', 'HOLDFOR=9']) {
      expect(await client.say(`MAIL FROM:<a@outside.example> ${parameter}`), parameter).toMatch(/^5\d\d /);
    }
    expect(await client.say('MAIL FROM:<é@outside.example>')).toMatch(/^553 5\.6\.7 /);
    await client.say('MAIL FROM:<a@outside.example>');
    expect(await client.say('RCPT TO:<ann@agency.example> FOO=1')).toMatch(/^555 /);
    expect(await client.say('RCPT TO:<ann@agency.example> NOTIFY=NEVER,DELAY')).toMatch(/^501 /);
  });

  it('limits recipients, connections for each client, and the length of a line', async () => {
    const { client, port } = await start({ limits: { recipients: 2, connectionsPerClient: 2, commandBytes: 1024 } });
    await client.say('EHLO client.example');
    await client.say('MAIL FROM:<a@outside.example>');
    for (const name of ['ann', 'bo']) expect(await client.say(`RCPT TO:<${name}@agency.example>`)).toMatch(/^250/);
    expect(await client.say('RCPT TO:<cy@agency.example>')).toMatch(/^452 /);
    const second = await dialog(port);
    expect(await second.say('NOOP')).toMatch(/^250/);
    const third = await dialog(port);
    await third.closed;
    expect(await second.say(`NOOP ${'x'.repeat(2000)}`)).toMatch(/^421|closed/);
    await second.closed;
    await expect.poll(async () => (await dialog(port)).say('NOOP')).toMatch(/^250/);
  });

  it('R-703 refuses recipients beyond the limit, however many, and takes the message for the others', async () => {
    const { client } = await start({ limits: { recipients: 2 } });
    await client.say('EHLO client.example');
    await client.say('MAIL FROM:<a@outside.example>');
    const replies: string[] = [];
    // Capitals may make another mailbox (RFC 5321 section 2.4).
    for (const name of ['ann', 'Ann', 'bo']) replies.push(await client.say(`RCPT TO:<${name}@agency.example>`));
    for (let i = 0; i < 200; i++) replies.push(await client.say(`RCPT TO:<p${i}@agency.example>`));
    const codes = replies.map((reply) => reply.slice(0, 3));
    expect(codes).toEqual(['250', '250', ...Array(201).fill('452')]);
    expect(await client.say('DATA')).toMatch(/^354/);
    client.send('S: x\r\n\r\n.\r\n');
    expect(await client.reply()).toMatch(/^250/);
    expect(door.arrivals.map(({ envelope }) => envelope.recipients.length)).toEqual([2]);
  });

  it('sends away a client that says nothing, and one that trickles', async () => {
    const silent = await start({ limits: { idleTimeout: 150 } });
    expect(await silent.client.reply()).toMatch(/^421 /);
    const trickling = await start({ limits: { transactionTimeout: 300 } });
    await trickling.client.upToData('a@outside.example', 'ann@agency.example');
    const drip = setInterval(() => trickling.client.send('x'), 20);
    expect(await trickling.client.reply()).toMatch(/^421 4\.4\.2 /);
    clearInterval(drip);
    await trickling.client.closed;
    expect(door.arrivals).toEqual([]);
  });
});
