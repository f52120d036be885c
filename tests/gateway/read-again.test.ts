// A held file is read again when its password comes in another mail, and its mail stays held (R-304, DESIGN 5a).
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import { operator, signRelease, signRescan } from '../../adapters/local/opening-proof.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { OpeningProof } from '../../core/ports.ts';
import type { HeldFacts } from '../../gateway/held-commands.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';
import { ledgerOf } from '../harness/imported-export.ts';
import { packed } from '../unit/extract/containers/packed-by-seven-zip.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
}, 120_000);
afterAll(() => gateway.close());

const ben = 'ben@agency.example';
const lee = 'lee@elsewhere.example';
const contact = 'security@agency.example';

function mail(id: string, text: string, file?: Buffer): string {
  const attached =
    file === undefined
      ? ''
      : '--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename="case.zip"\r\n' +
        `Content-Transfer-Encoding: base64\r\n\r\n${file.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;
  return (
    `From: <${lee}>\r\nTo: <${ben}>\r\nSubject: ${id}\r\nMessage-ID: <${id}@elsewhere.example>\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n${attached}--b--\r\n`
  );
}

const locked = (password: string, files: Readonly<Record<string, string>>) =>
  packed(
    ['-tzip', `-p${password}`],
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
  );

type Event = { readonly action: string; readonly subject: string };

async function held(): Promise<readonly HeldItem[]> {
  return (await callControl(gateway.folder, 'held-list', { class: 'held' })) as readonly HeldItem[];
}

async function factsOf(item: string): Promise<HeldFacts> {
  const [facts] = (await callControl(gateway.folder, 'held-show', item)) as readonly HeldFacts[];
  if (facts === undefined) throw new Error('nothing is held');
  return facts;
}

/** The facts once they satisfy; the test's own time limit ends it. */
async function factsWhen(item: string, satisfy: (facts: HeldFacts) => boolean): Promise<HeldFacts> {
  for (;;) {
    const facts = await factsOf(item);
    if (satisfy(facts)) return facts;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const isOpened = ({ message }: HeldFacts) =>
  message?.parts.some(({ facts }) => facts.includes('opened-by-found-password')) ?? false;

/** Every file below the data folder that has these bytes in it. */
async function filesWith(text: string): Promise<readonly string[]> {
  const names = await readdir(gateway.folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) => ((await readFile(file).catch(() => Buffer.alloc(0))).includes(text) ? file : null)),
  );
  return found.filter((file) => file !== null);
}

async function send(raw: string): Promise<HeldItem | undefined> {
  const before = new Set((await held()).map(({ id }) => id));
  expect((await gateway.send('inbound', lee, [ben], raw)).code).toBe(250);
  return (await held()).find(({ id }) => !before.has(id));
}

describe('a held file', () => {
  it('R-304 is opened by the password that follows it; what was in it is known, and it stays held', async () => {
    const file = await locked('Maple-Syrup-42', { 'setup.exe': `MZ${'\0'.repeat(200)}`, 'a.txt': 'All present.' });
    const item = await send(mail('first', 'Please see the file.', file));
    if (item === undefined) throw new Error('it was not held');
    await send(mail('second', 'The password is Maple-Syrup-42.'));
    const { item: kept, message } = await factsWhen(item.id, isOpened);
    expect(kept.state).toBe('kept');
    expect(message?.outcome).toBe('hold');
    expect(message?.findings.map(({ kind, where }) => [kind, where])).toContainEqual([
      'unsafe',
      'attachment:case.zip>setup.exe',
    ]);
    expect(await gateway.delivered(contact, (raw) => raw.includes(item.id))).not.toContain('Maple-Syrup-42');
    expect(await filesWith('Maple-Syrup-42')).toEqual([]);

    // Released, it counts what was found although the password is not there to open it.
    const proof = signRelease(gateway.folder, item.id, operator, Date.now() + 120_000);
    await callControl(gateway.folder, 'held-release', { item: item.id, proof });
    const delivered = await gateway.delivered(ben, (raw) => raw.includes('Subject: first'));
    expect(delivered).toContain('default/unsafe-attachment');
    expect(delivered).not.toContain('Content-Type: application/zip');
  }, 120_000);

  it('R-304 is opened by a password that came before it', async () => {
    await send(mail('third', 'The password is Birch-Water-77.'));
    const item = await send(mail('fourth', 'The file.', await locked('Birch-Water-77', { 'a.txt': 'All present.' })));
    if (item === undefined) throw new Error('it was not held');
    await factsWhen(item.id, isOpened);
  }, 120_000);

  it('R-304 that a password does not open is news for nobody', async () => {
    const item = await send(mail('seventh', 'The file.', await locked('Aspen-Grove-51', { 'a.txt': 'All present.' })));
    if (item === undefined) throw new Error('it was not held');
    await send(mail('eighth', 'The password is Alder-Bank-15.'));
    const isRead = ({ action, subject }: Event) => action === 'held-rescanned' && subject === item.id;
    while (!(ledgerOf(gateway.folder).audit as readonly Event[]).some(isRead))
      await new Promise((resolve) => setTimeout(resolve, 200));
    const keys = (ledgerOf(gateway.folder).notice as readonly { throttle_key: string | null }[]).map(
      ({ throttle_key: key }) => key ?? '',
    );
    expect(keys.some((key) => key.startsWith('read-again '))).toBe(true);
    expect(keys.filter((key) => key.includes(item.id))).toEqual([]);
  }, 120_000);

  it('R-304 stays closed for a password from somebody else, and for who has no proof', async () => {
    const file = await locked('Cedar-Smoke-19', { 'a.txt': 'All present.' });
    const item = await send(mail('fifth', 'The file.', file).replaceAll('fifth', 'a fifth matter'));
    if (item === undefined) throw new Error('it was not held');
    const stranger = mail('sixth', 'The password is Cedar-Smoke-19.').replace(lee, 'kim@other.example');
    await gateway.send('inbound', 'kim@other.example', [ben], stranger);
    const rescan = (proof: OpeningProof) => callControl(gateway.folder, 'held-rescan', { item: item.id, proof });
    const until = Date.now() + 60_000;
    await expect(rescan(signRelease(gateway.folder, item.id, operator, until))).rejects.toThrow(/purpose/);
    await expect(rescan(signRescan(gateway.folder, 'another', operator, until))).rejects.toThrow(/another item/);
    expect(await rescan(signRescan(gateway.folder, item.id, operator, until))).toEqual({
      item: item.id,
      opened: false,
      outcome: 'hold',
    });
    expect(isOpened(await factsOf(item.id))).toBe(false);
  }, 120_000);
});
