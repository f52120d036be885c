// Locked files and their passwords, tried through a whole gateway.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';
import { lockedZip } from '../harness/kill-messages.ts';
import { packed } from '../unit/extract/containers/packed-by-seven-zip.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.close());

const ana = 'ana@agency.example';
const ben = 'ben@agency.example';
const lee = 'lee@elsewhere.example';

function mail(id: string, text: string, file?: Buffer): string {
  const head =
    `From: <${ana}>\r\nTo: <${lee}>\r\nSubject: the case\r\nMessage-ID: <${id}@agency.example>\r\nMIME-Version: 1.0\r\n` +
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
  const attached =
    file === undefined
      ? ''
      : '--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename="case.zip"\r\n' +
        `Content-Transfer-Encoding: base64\r\n\r\n${file.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;
  return `${head}--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n${attached}--b--\r\n`;
}

/** What a notice names, whatever lines its encoding broke. */
function tells(clause: string) {
  return (raw: string) => raw.replaceAll('=\r\n', '').includes(clause);
}

async function held(): Promise<readonly HeldItem[]> {
  return (await callControl(gateway.folder, 'held-list', {})) as readonly HeldItem[];
}

describe('a locked file', () => {
  it('R-304 from outside is opened with the password beside it, and delivered', async () => {
    const file = await packed(['-tzip', '-pMaple-Syrup-42'], { 'minutes.txt': Buffer.from('All present.\n') });
    const raw = mail('1', 'The password is Maple-Syrup-42.', file).replace(ana, 'someone@elsewhere.example');
    expect((await gateway.send('inbound', 'someone@elsewhere.example', [ben], raw)).code).toBe(250);
    expect(await gateway.delivered(ben)).toContain('default/key-through-same-door');
    expect(await held()).toEqual([]);
  });

  it('R-304 R-305 is linked to the password that follows it, and the sender told what to do', async () => {
    expect((await gateway.send('outbound', ana, [lee], mail('2', 'Please see the file.', lockedZip()))).code).toBe(250);
    expect(await held()).toHaveLength(1);
    await gateway.send('outbound', ana, [lee], mail('3', 'The password is Birch-Water-77.'));
    await gateway.delivered(lee);
    const told = await gateway.delivered(ana, tells('default/key-through-same-door'));
    expect(told).not.toContain('Birch-Water-77');
  });

  it('R-305 and a password that was sent before is known again', async () => {
    await gateway.send(
      'outbound',
      ana,
      ['kim@elsewhere.example'],
      mail('4', 'Use the password Birch-Water-77 please.'),
    );
    await gateway.delivered(ana, tells('default/password-sent-again'));
  });
});
