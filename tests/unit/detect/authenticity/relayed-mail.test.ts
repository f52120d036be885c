// Unsigned mail that a server of ours took in: who its client was stands in the header, among much that does not count.
import { expect, it } from 'vitest';
import { mailauthAuthenticator } from '../../../../adapters/mailauth/mailauth-authenticator.ts';

const authenticator = mailauthAuthenticator({
  hostname: 'mx.agency.example',
  time: 5_000,
  isOwnRelay: (address) => address === '10.0.0.2',
  lookup: async (name, type) => {
    if (`${type} ${name}` === 'TXT sender.example') return [['v=spf1 ip4:192.0.2.7 -all']];
    throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  },
});
const received = (client: string, address: string) =>
  `Received: from ${client} (${client} [${address}])\r\n\tby relay.agency.example with ESMTP id 1;\r\n\tMon, 5 Jan 2026 10:00:00 +0000\r\n`;
const sent = received('out.sender.example', '192.0.2.7');
const before = received('laptop.sender.example', '203.0.113.9');
const rest = 'From: ana@sender.example\r\nSubject: hello\r\n\r\nhello\r\n';

async function spfOf(raw: string): Promise<string | undefined> {
  const { results } = await authenticator.authenticate(Buffer.from(raw), {
    mailFrom: 'ana@sender.example',
    recipients: [{ address: 'lee@agency.example' }],
    parameters: {},
    client: { address: '10.0.0.2', helo: 'relay.agency.example', tls: false },
  });
  return /spf=(\w+)/.exec(results ?? '')?.[1];
}

it('R-104 judges by the topmost client, whatever stands around it', async () => {
  expect(await spfOf(sent + before + rest)).toBe('pass');
  expect(await spfOf(before + sent + rest)).toBe('fail');
  expect(await spfOf(`From ana@sender.example Mon Jan  5 10:00:00 2026\r\n${sent}${before}${rest}`)).toBe('pass');
  expect(await spfOf(`Received: by relay.agency.example with LMTP id 2\r\n${sent}${before}${rest}`)).toBe('pass');
});

it('R-104 leaves a header that is none to the library: the same answer', async () => {
  expect(await spfOf(`${sent}what is this\r\n${before}${rest}`)).toBe('pass');
  expect(await spfOf(`X-Long: ${'x'.repeat(500)}\r\n${sent}${before}${rest}`)).toBe('pass');
});
