// Pictures that leave are read by OCR where the pack asks for it, and mail without any does not wait for them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';
import { picturedPage } from '../harness/pictured-page.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.close());

const ana = 'ana@agency.example';
const own = 'ana.private@gmail.com';

function mail(picture: Buffer): string {
  return [
    `From: <${ana}>`,
    `To: <${own}>`,
    'Subject: scan',
    'MIME-Version: 1.0',
    'Content-Type: image/png; name="scan.png"',
    'Content-Disposition: attachment; filename="scan.png"',
    'Content-Transfer-Encoding: base64',
    '',
    picture.toString('base64').replace(/.{76}/g, '$&\r\n'),
    '',
  ].join('\r\n');
}

it('R-201 a scan marked PROTECTED B to a personal address is blocked, one that is not goes out', async () => {
  const marked = await picturedPage('PROTECTED B', '', 'The list of witnesses is below.');
  const plain = await picturedPage('Menu of the week', '', 'Soup and bread on Monday.');
  expect((await gateway.send('outbound', ana, [own], mail(marked))).code).toBe(250);
  expect((await gateway.send('outbound', ana, [own], mail(plain))).code).toBe(250);
  expect(await gateway.delivered(own)).not.toContain('unseen-picture');
  const items = (await callControl(gateway.folder, 'held-list', {})) as readonly HeldItem[];
  expect(items).toMatchObject([{ class: 'blocked', recipients: [{ address: own, outcome: 'block' }] }]);
}, 120_000);
