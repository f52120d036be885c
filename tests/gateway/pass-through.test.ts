// The gateway is transparent: what the next hop answers is what the client hears, and bytes arrive as they were sent.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SmtpGateway } from '../../gateway/smtp/smtp-gateway.ts';
import { dialog } from './dialog.ts';
import { type FakeNextHop, fakeNextHop } from './fake-next-hop.ts';
import { type FakeDoor, fakeDoor, gatewayTo, handOn } from './set-up.ts';

let hop: FakeNextHop;
let door: FakeDoor;
let gateway: SmtpGateway;

beforeEach(async () => {
  hop = await fakeNextHop();
  door = fakeDoor();
  gateway = await gatewayTo(hop.port, door);
});
afterEach(async () => {
  await gateway.close(0);
  await hop.down();
});

const mail = 'Subject: hello\r\n\r\nhello\r\n';

describe('replies', () => {
  it('R-703 returns the next hop’s answer for each recipient', async () => {
    hop.behaviour = {
      replies: {
        'RCPT TO:<gone@agency.example>': '550-5.1.1 no such\r\n550 5.1.1 mailbox',
        'RCPT TO:<busy@agency.example>': '450 4.2.1 later',
      },
    };
    const client = await dialog(gateway.port);
    await client.say('EHLO client.example');
    expect(await client.say('MAIL FROM:<a@outside.example>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<ann@agency.example>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<gone@agency.example>')).toBe('550 5.1.1 no such mailbox');
    expect(await client.say('RCPT TO:<busy@agency.example>')).toBe('450 4.2.1 later');
    await client.say('DATA');
    client.send(`${mail}.\r\n`);
    expect(await client.reply()).toBe('250 2.0.0 taken');
    expect(door.arrivals[0]?.envelope.recipients).toEqual([{ address: 'ann@agency.example' }]);
    expect(hop.transactions).toHaveLength(1);
    expect(hop.commands.filter((line) => line.startsWith('MAIL'))).toHaveLength(1);
  });

  it('R-703 returns a refused sender, and the reply to the message', async () => {
    hop.behaviour = {
      replies: { 'MAIL FROM:<bad@outside.example>': '553 5.1.8 unwelcome' },
      onMessage: '452 4.2.2 full',
    };
    const client = await dialog(gateway.port);
    await client.say('EHLO client.example');
    expect(await client.say('MAIL FROM:<bad@outside.example>')).toBe('553 5.1.8 unwelcome');
    expect(await client.upToData('good@outside.example', 'ann@agency.example')).toMatch(/^354/);
    client.send(`${mail}.\r\n`);
    expect(await client.reply()).toBe('452 4.2.2 full');
  });

  it('R-703 answers 451 4.4.1 while the next hop is down, and works when it is back', async () => {
    await hop.down();
    const client = await dialog(gateway.port);
    await client.say('EHLO client.example');
    expect(await client.say('MAIL FROM:<a@outside.example>')).toMatch(/^451 4\.4\.1 /);
    await hop.up();
    expect(await client.say('MAIL FROM:<a@outside.example>')).toMatch(/^250/);
  });

  it('a next hop that says 421 does not end the client’s session', async () => {
    hop.behaviour = { replies: { 'MAIL FROM': '421 4.3.2 shutting down' } };
    const client = await dialog(gateway.port);
    await client.say('EHLO client.example');
    expect(await client.say('MAIL FROM:<a@outside.example>')).toBe('451 4.3.2 shutting down');
    expect(await client.say('NOOP')).toMatch(/^250/);
  });
});

describe('delivery', () => {
  it('R-209 sends groups of recipients in transactions of their own', async () => {
    door = fakeDoor(async ({ envelope, raw }, relay) => {
      const { mailFrom, parameters, recipients } = envelope;
      const changed = Buffer.concat([Buffer.from('X-Changed: yes\r\n'), raw]);
      const groups = [recipients.slice(0, 1), recipients.slice(1)];
      // Both at once: the one connection must still hold one conversation at a time.
      const replies = await Promise.all(
        groups.map((group, at) =>
          relay.deliver({ key: `k${at}`, mailFrom, parameters, recipients: group, raw: at === 0 ? raw : changed }),
        ),
      );
      expect(replies.flatMap((map) => [...map.values()].map(({ code }) => code))).toEqual([250, 250, 250]);
      return { reply: { code: 250, text: '2.0.0 accepted' }, attempt: { id: 'x', recipients: [] } };
    });
    await gateway.close(0);
    gateway = await gatewayTo(hop.port, door);
    const client = await dialog(gateway.port);
    await client.upToData('a@outside.example', 'ann@agency.example', 'bo@agency.example', 'cy@agency.example');
    client.send(`${mail}.\r\n`);
    expect(await client.reply()).toBe('250 2.0.0 accepted');
    expect(hop.transactions.map(({ recipients }) => recipients)).toEqual([
      ['RCPT TO:<ann@agency.example>'],
      ['RCPT TO:<bo@agency.example>', 'RCPT TO:<cy@agency.example>'],
    ]);
    expect(hop.transactions[0]?.raw.toString()).toBe(mail);
    expect(hop.transactions[1]?.raw.toString()).toBe(`X-Changed: yes\r\n${mail}`);
  });

  it('R-703 delivers over a second connection when the first broke before the message was given', async () => {
    door = fakeDoor(async (arrival, relay) => {
      await hop.down();
      await hop.up();
      return handOn(arrival, relay);
    });
    await gateway.close(0);
    gateway = await gatewayTo(hop.port, door);
    const client = await dialog(gateway.port);
    await client.upToData('a@outside.example', 'ann@agency.example');
    client.send(`${mail}.\r\n`);
    expect(await client.reply()).toBe('250 2.0.0 taken');
    expect(hop.transactions).toHaveLength(1);
  });

  it('R-703 tells a break before the final dot (nothing taken: 451) from one after it (nobody knows: an error)', async () => {
    const outcomes: string[] = [];
    door = fakeDoor(async (arrival, relay) => {
      const answer = await handOn(arrival, relay).catch(() => null);
      outcomes.push(answer === null ? 'unknown' : `${answer.reply.code}`);
      return answer ?? { reply: { code: 451, text: '4.3.0 unknown' }, attempt: null };
    });
    await gateway.close(0);
    gateway = await gatewayTo(hop.port, door);
    for (const drop of ['at-data', 'after-final-dot'] as const) {
      hop.behaviour = { drop };
      const client = await dialog(gateway.port);
      await client.upToData('a@outside.example', 'ann@agency.example');
      client.send(`${mail}.\r\n`);
      expect(await client.reply()).toMatch(/^451/);
    }
    expect(outcomes).toEqual(['451', 'unknown']);
    expect(hop.transactions).toHaveLength(1);
  });
});

describe('bytes', () => {
  const long = `X: ${'y'.repeat(5000)}\r\n`;
  const big = Buffer.alloc(1_000_000, 'line of text with 8-bit é\r\n');
  const messages: Record<string, Buffer> = {
    'dots at line starts': Buffer.from('.\r\n..\r\n.hidden: x\r\n\r\n...\r\n.\r\n a.b\r\n'),
    '8-bit and NUL': Buffer.concat([
      Buffer.from('S: x\r\n\r\n'),
      Buffer.from([0, 0xff, 0xfe, 0x80, 0xc3, 0x28]),
      Buffer.from('\r\n'),
    ]),
    'a line beyond 998 bytes': Buffer.from(`${long}\r\n${long}`),
    'one megabyte': Buffer.concat([big.subarray(0, big.lastIndexOf('\n') + 1)]),
    'nothing at all': Buffer.alloc(0),
  };
  for (const [name, raw] of Object.entries(messages)) {
    it(`arrive unchanged: ${name}`, async () => {
      const client = await dialog(gateway.port);
      await client.upToData('a@outside.example', 'ann@agency.example');
      client.send(Buffer.from(`${raw.toString('latin1').replace(/^\./gm, '..')}.\r\n`, 'latin1'));
      expect(await client.reply()).toMatch(/^250/);
      expect(Buffer.compare(Buffer.from(door.arrivals[0]?.raw ?? []), raw)).toBe(0);
      expect(Buffer.compare(hop.transactions[0]?.raw ?? Buffer.alloc(0), raw)).toBe(0);
    });
  }

  it('arrive unchanged when they come one at a time', async () => {
    const raw = Buffer.from('..\r\n\r\n.\r\n');
    const client = await dialog(gateway.port);
    await client.upToData('a@outside.example', 'ann@agency.example');
    for (const byte of '...\r\n\r\n..\r\n.\r\n') {
      client.send(byte);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await client.reply()).toMatch(/^250/);
    expect(Buffer.from(door.arrivals[0]?.raw ?? []).toString()).toBe(raw.toString());
  });
});

describe('extensions', () => {
  it('hands over DSN parameters, BODY and SMTPUTF8 as they were written', async () => {
    const client = await dialog(gateway.port);
    await client.say('EHLO client.example');
    await client.say('MAIL FROM:<é@outside.example> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb');
    await client.say('RCPT TO:<ann@agency.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;ann+2Bx@agency.example');
    await client.say('DATA');
    client.send(`${mail}.\r\n`);
    await client.reply();
    expect(door.arrivals[0]?.envelope).toMatchObject({
      mailFrom: 'é@outside.example',
      parameters: { body: '8BITMIME', smtputf8: true, ret: 'HDRS', envelopeId: 'a+2Bb' },
      recipients: [
        {
          address: 'ann@agency.example',
          notify: ['SUCCESS', 'FAILURE'],
          originalRecipient: 'rfc822;ann+2Bx@agency.example',
        },
      ],
    });
    const [sent] = hop.transactions;
    expect(Buffer.from(sent?.mail ?? '', 'latin1').toString()).toBe(
      'MAIL FROM:<é@outside.example> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb',
    );
    expect(sent?.recipients).toEqual([
      'RCPT TO:<ann@agency.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;ann+2Bx@agency.example',
    ]);
  });

  it('leaves an internationalised domain in the form it came in', async () => {
    const client = await dialog(gateway.port);
    await client.upToData('a@xn--bcher-kva.example', 'ann@agency.example');
    expect(hop.commands).toContain('MAIL FROM:<a@xn--bcher-kva.example>');
  });

  it('advertises only what the next hop offers, and CHUNKING never', async () => {
    const full = await (await dialog(gateway.port)).say('EHLO client.example');
    for (const keyword of ['SIZE 52428800', '8BITMIME', 'SMTPUTF8', 'DSN']) expect(full).toContain(keyword);
    expect(full).not.toMatch(/CHUNKING|BINARYMIME|STARTTLS|AUTH/);

    const plain = await fakeNextHop({ extensions: ['SIZE 1000'] });
    const other = await gatewayTo(plain.port, door);
    const client = await dialog(other.port);
    const little = await client.say('EHLO client.example');
    expect(little).toContain('SIZE 1000');
    expect(little).not.toMatch(/8BITMIME|SMTPUTF8|DSN/);
    expect(await client.say('MAIL FROM:<a@outside.example> BODY=8BITMIME')).toMatch(/^555 /);
    expect(await client.say('MAIL FROM:<a@outside.example> SIZE=1001')).toMatch(/^552 /);
    await other.close(0);
    await plain.down();
  });

  it('takes pipelined commands', async () => {
    const client = await dialog(gateway.port);
    await client.say('EHLO client.example');
    client.send(
      'MAIL FROM:<a@outside.example>\r\nRCPT TO:<ann@agency.example>\r\nRCPT TO:<bo@elsewhere.example>\r\nDATA\r\n',
    );
    const codes = [];
    for (let count = 0; count < 4; count++) codes.push((await client.reply()).slice(0, 3));
    expect(codes).toEqual(['250', '250', '550', '354']);
  });

  it('names nobody to anybody: two recipients, no header of ours', async () => {
    const client = await dialog(gateway.port);
    await client.upToData('a@outside.example', 'ann@agency.example', 'secret@agency.example');
    client.send(`${mail}.\r\n`);
    await client.reply();
    expect(hop.transactions[0]?.raw.toString()).not.toContain('secret');
  });
});
