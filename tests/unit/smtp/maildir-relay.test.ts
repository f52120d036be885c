// Delivery into Maildirs: byte for byte, once however often it is repeated, inside its folder whatever the address.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderName, maildirRelay } from '../../../adapters/local/maildir-relay.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-'));
});
afterEach(() => rm(folder, { recursive: true }));

const raw = Buffer.from([0x53, 0x3a, 0x20, 0xff, 0x00, 0x0d, 0x0a, 0x0d, 0x0a, 0x2e, 0x0d, 0x0a]);
const mail = (key: string, ...to: string[]) => ({
  key,
  mailFrom: 'a@outside.example',
  parameters: {},
  recipients: to.map((address) => ({ address })),
  raw,
});

it('R-703 writes the same bytes, and a repeated delivery no second copy', async () => {
  const relay = maildirRelay(folder);
  const replies = await relay.deliver(mail('k1', 'Ann@agency.example', 'bo@agency.example'));
  expect([...replies].map(([address, { code }]) => [address, code])).toEqual([
    ['Ann@agency.example', 250],
    ['bo@agency.example', 250],
  ]);
  await relay.deliver(mail('k1', 'Ann@agency.example'));
  const inbox = join(folder, 'ann@agency.example', 'new');
  const [name = '', ...others] = await readdir(inbox);
  expect(others).toEqual([]);
  expect(await readFile(join(inbox, name))).toEqual(raw);
  expect(await readdir(join(folder, 'ann@agency.example', 'tmp'))).toEqual([]);
  await relay.deliver(mail('k2', 'Ann@agency.example'));
  expect(await readdir(inbox)).toHaveLength(2);
});

it('R-703 answers 451 for the mailbox that cannot be written, and serves the other', async () => {
  await writeFile(join(folder, 'ann@agency.example'), 'in the way');
  const replies = await maildirRelay(folder).deliver(mail('k1', 'ann@agency.example', 'bo@agency.example'));
  expect(replies.get('ann@agency.example')?.code).toBe(451);
  expect(replies.get('bo@agency.example')?.code).toBe(250);
});

it('an address never leads out of the folder', () => {
  const hostile = [
    '../../etc/x@y',
    '..',
    '.',
    '',
    '/etc/passwd@x',
    'a\0b@c',
    '\\..\\x',
    'é@ü.example',
    '\ud800@x',
    `${'x'.repeat(900)}@y`,
  ];
  for (const address of hostile) {
    const name = folderName(address);
    expect(name).toMatch(/^[A-Za-z0-9@%_+-][A-Za-z0-9.@%_+-]*$/);
    expect(name.length).toBeLessThanOrEqual(200);
    expect(basename(join('/data', name))).toBe(name);
  }
  expect(folderName('Ann.Lee+list@agency.example')).toBe('ann.lee+list@agency.example');
  expect(folderName(`${'x'.repeat(900)}@y`)).not.toBe(folderName(`${'x'.repeat(900)}@z`));
});
