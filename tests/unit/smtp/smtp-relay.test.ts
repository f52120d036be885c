// The relay for notices and releases, against a next hop on a real socket.
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectSmtp } from '../../../adapters/smtp/smtp-client.ts';
import { smtpRelay } from '../../../adapters/smtp/smtp-next-hop.ts';
import { ConnectionLost } from '../../../adapters/smtp/smtp-wire.ts';
import { makeCertificate } from '../../gateway/certificate.ts';
import { type FakeNextHop, fakeNextHop } from '../../gateway/fake-next-hop.ts';
import { peerAt } from '../../gateway/set-up.ts';

let hop: FakeNextHop;
beforeEach(async () => {
  hop = await fakeNextHop();
});
afterEach(() => hop.down());

const mail = {
  key: 'k',
  mailFrom: '',
  parameters: {},
  recipients: [{ address: 'ann@agency.example' }, { address: 'gone@agency.example' }],
  raw: Buffer.from('S: x\r\n\r\n.\r\n'),
};

for (const pipelining of [true, false]) {
  it(`answers each recipient, ${pipelining ? 'with' : 'without'} pipelining`, async () => {
    hop.behaviour = {
      extensions: pipelining ? ['PIPELINING'] : [],
      replies: { 'RCPT TO:<gone': '550 5.1.1 gone' },
    };
    expect([...(await smtpRelay(peerAt(hop.port)).deliver(mail))]).toEqual([
      ['ann@agency.example', { code: 250, text: '2.0.0 taken' }],
      ['gone@agency.example', { code: 550, text: '5.1.1 gone' }],
    ]);
    expect(hop.transactions[0]?.raw).toEqual(mail.raw);
  });
}

it('gives no message to a hop that refused every recipient, or the sender', async () => {
  hop.behaviour = { replies: { RCPT: '450 4.2.1 later' } };
  const replies = await smtpRelay(peerAt(hop.port)).deliver(mail);
  expect([...replies.values()].map(({ code }) => code)).toEqual([450, 450]);
  hop.behaviour = { replies: { MAIL: '550 5.7.1 no' } };
  expect([...(await smtpRelay(peerAt(hop.port)).deliver(mail)).values()].map(({ code }) => code)).toEqual([550, 550]);
  expect(hop.commands).not.toContain('DATA');
});

it('R-703 resolves with 451 when the hop is down, and rejects when it may have taken the message', async () => {
  hop.behaviour = { drop: 'after-final-dot' };
  await expect(smtpRelay(peerAt(hop.port)).deliver(mail)).rejects.toMatchObject({ afterFinalDot: true });
  expect(hop.transactions).toHaveLength(1);
  await hop.down();
  const replies = await smtpRelay(peerAt(hop.port)).deliver(mail);
  expect([...replies.values()].map(({ code }) => code)).toEqual([451, 451]);
  await hop.up();
});

it('R-703 does not wait for ever for a hop that says nothing', async () => {
  hop.behaviour = { replies: { EHLO: '' } };
  const silent = connectSmtp(peerAt(hop.port, { command: 50 }));
  await expect(silent).rejects.toBeInstanceOf(Error);
});

it('sends nothing in clear when tls is required and not offered', async () => {
  await expect(connectSmtp({ ...peerAt(hop.port), tls: 'required' })).rejects.toBeInstanceOf(ConnectionLost);
  expect(hop.commands.filter((line) => !line.startsWith('EHLO'))).toEqual([]);
});

it('refuses to send a message with a bare line break on', async () => {
  const replies = await smtpRelay(peerAt(hop.port)).deliver({ ...mail, raw: Buffer.from('S: x\n\n.\nQUIT\n') });
  expect([...replies.values()].map(({ code }) => code)).toEqual([554, 554]);
  expect(hop.commands).toEqual([]);
});

it('refuses to put a line break into a command', async () => {
  const recipients = [{ address: 'x@y>\r\nRSET\r\nMAIL FROM:<z@z' }];
  await expect(smtpRelay(peerAt(hop.port)).deliver({ ...mail, recipients })).rejects.toBeInstanceOf(TypeError);
  expect(hop.commands).not.toContain('RSET');
});

it('encrypts when the hop offers tls, and gives nothing to a certificate it cannot verify when tls is required', async (context) => {
  const certificate = makeCertificate();
  if (certificate === null) return context.skip('openssl is not installed');
  const received: { secure: boolean; raw: string }[] = [];
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    disableReverseLookup: true,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({ secure: session.secure, raw: Buffer.concat(chunks).toString() });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const port = (server.server.address() as { port: number }).port;
  const codes = async (tls: 'offered' | 'required'): Promise<number[]> =>
    [...(await smtpRelay({ ...peerAt(port), tls }).deliver(mail)).values()].map(({ code }) => code);
  expect(await codes('offered')).toEqual([250, 250]);
  expect(received).toEqual([{ secure: true, raw: mail.raw.toString() }]);
  expect(await codes('required')).toEqual([451, 451]);
  expect(received).toHaveLength(1);
  server.options.closeTimeout = 1;
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const account = { user: 'relay', password: 'sécret' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each([
  ['PLAIN', 'AUTH LOGIN PLAIN', { [`AUTH PLAIN ${base64('\0relay\0sécret')}`]: '235 2.7.0 welcome' }],
  [
    'LOGIN',
    'AUTH LOGIN CRAM-MD5',
    {
      'AUTH LOGIN': '334 VXNlcm5hbWU6',
      [base64('relay')]: '334 UGFzc3dvcmQ6',
      [base64('sécret')]: '235 2.7.0 welcome',
    },
  ],
])('signs in at a hop that asks for it, with %s', async (_, offer, replies) => {
  hop.behaviour = { extensions: [offer], replies };
  const answers = await smtpRelay({ ...peerAt(hop.port), account }).deliver(mail);
  expect(answers.get('ann@agency.example')).toEqual({ code: 250, text: '2.0.0 taken' });
});

it('R-703 asks the sender to try again while the hop refuses the sign-in, or offers none', async () => {
  for (const behaviour of [
    { extensions: ['AUTH PLAIN'], replies: { AUTH: '535 5.7.8 wrong' } },
    { extensions: ['AUTH GSSAPI'] },
    { extensions: [] },
  ]) {
    hop.behaviour = behaviour;
    const answers = await smtpRelay({ ...peerAt(hop.port), account }).deliver(mail);
    expect([...answers.values()].map(({ code }) => code)).toEqual([451, 451]);
  }
  expect(hop.transactions).toEqual([]);
});
