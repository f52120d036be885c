// Clients that bend the protocol: what was slipped in is never obeyed, and whoever goes on is sent away.
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SmtpGateway } from '../../gateway/smtp/smtp-gateway.ts';
import { makeCertificate } from '../gateway/certificate.ts';
import { type Dialog, dialog } from '../gateway/dialog.ts';
import { type FakeNextHop, fakeNextHop } from '../gateway/fake-next-hop.ts';
import { type FakeDoor, fakeDoor, gatewayTo } from '../gateway/set-up.ts';

const certificate = makeCertificate();
let hop: FakeNextHop;
let door: FakeDoor;
let gateway: SmtpGateway;

beforeEach(async () => {
  hop = await fakeNextHop();
  door = fakeDoor();
  gateway = await gatewayTo(hop.port, door, { tls: certificate });
});
afterEach(async () => {
  await gateway.close(0);
  await hop.down();
});

/** Everything that the gateway says to these bytes, sent as soon as the connection stands, until it hangs up. */
function saidTo(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect({ port: gateway.port, host: '127.0.0.1' }, () => socket.write(bytes));
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
  });
}

async function greeted(): Promise<Dialog> {
  const client = await dialog(gateway.port);
  await client.say('EHLO client.example');
  return client;
}

describe('commands slipped in', () => {
  it.skipIf(certificate === null)('R-103 before a handshake are forgotten (RFC 3207 section 4.2)', async () => {
    const client = await greeted();
    await client.startTls('EHLO evil.example\r\nMAIL FROM:<evil@outside.example>\r\nRCPT TO:<ann@agency.example>');
    expect(await client.say('RCPT TO:<ann@agency.example>')).toMatch(/^503/);
    expect(hop.commands.filter((line) => line.startsWith('MAIL'))).toEqual([]);
    expect(await client.upToData('a@outside.example', 'ann@agency.example')).toMatch(/^354/);
    client.send('Subject: x\r\n\r\nhello\r\n.\r\n');
    expect(await client.reply()).toMatch(/^250/);
    expect(door.arrivals.map(({ envelope }) => envelope.client)).toMatchObject([{ helo: 'client.example', tls: true }]);
  });

  it('R-103 before the greeting end the connection (RFC 5321 section 4.3.1)', async () => {
    const said = await saidTo('EHLO client.example\r\nMAIL FROM:<a@outside.example>\r\n');
    expect(said).toMatch(/^421 .*\r\n$/);
    expect(hop.commands.filter((line) => line.startsWith('MAIL'))).toEqual([]);
  });

  it('R-103 behind a message are commands, and in it are text', async () => {
    const client = await greeted();
    await client.upToData('a@outside.example', 'ann@agency.example');
    client.send('Subject: x\r\n\r\nMAIL FROM:<evil@outside.example>\r\n.\r\nNOOP\r\nRCPT TO:<bo@agency.example>\r\n');
    expect(await client.reply()).toMatch(/^250/);
    expect(await client.reply()).toMatch(/^250/);
    expect(await client.reply()).toMatch(/^503/);
    expect(door.arrivals).toHaveLength(1);
    expect(hop.transactions).toHaveLength(1);
  });

  it('R-103 in a message by any line ending but CRLF do not end it, however the bytes are cut', async () => {
    for (const ending of [
      '\n.\n',
      '\n.\r\n',
      '\r\n.\n',
      '\r.\r',
      '\r\n.\r',
      '\r.\r\n',
      '\r\n\0.\r\n',
      '\r\n.\0\r\n',
      '\r\r\n.\r\r\n',
    ]) {
      const client = await greeted();
      await client.upToData('a@outside.example', 'ann@agency.example');
      const smuggled = `Subject: x\r\n\r\nhello${ending}MAIL FROM:<evil@outside.example>\r\nRCPT TO:<bo@agency.example>\r\nDATA\r\nx\r\n.\r\n`;
      for (const byte of smuggled) client.send(byte);
      await client.reply();
      expect(await client.say('NOOP'), JSON.stringify(ending)).toMatch(/^250/);
    }
    const said = hop.commands.filter((line) => line.startsWith('MAIL') || line.startsWith('RCPT'));
    expect(said.filter((line) => /evil|bo@/.test(line))).toEqual([]);
  });
});

describe('lines that are no commands', () => {
  it.each(['GET / HTTP/1.1', 'POST /x HTTP/1.0'])('R-103 %s, from a browser, ends the connection', async (line) => {
    expect(await (await greeted()).say(line)).toMatch(/^421/);
  });

  it('R-103 control characters in an address or a name are refused', async () => {
    const client = await greeted();
    for (const line of ['MAIL FROM:<a\0@outside.example>', 'MAIL FROM:<a@outside.example\x1b[2J>', 'EHLO a\x07b'])
      expect(await client.say(line), JSON.stringify(line)).toMatch(/^5\d\d/);
    expect(hop.commands.filter((line) => line.startsWith('MAIL'))).toEqual([]);
  });

  it('R-703 many of them end the connection', async () => {
    const client = await greeted();
    const replies: string[] = [];
    for (let reply = ''; !/^421|closed/.test(reply) && replies.length < 50; replies.push(reply))
      reply = await client.say('RUBBISH');
    expect(replies.at(-1)).toMatch(/^421/);
  });
});
