// The PEM files that postern.yaml names: what is wrong with them is said in one line.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPeerAccount, readSealer, readTls, readWebhookSecret } from '../../../gateway/config/key-files.ts';
import { parseConfig } from '../../../gateway/config/load-config.ts';
import { makeCertificate } from '../../gateway/certificate.ts';

let folder: string;
const file = (name: string): string => join(folder, name);
const pem = (modulusLength: number): string =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-keys-'));
  await writeFile(file('no.pem'), 'nothing of the kind\n');
  await writeFile(file('key.pem'), pem(2048));
  await writeFile(file('short.pem'), pem(1024));
});
afterAll(() => rm(folder, { recursive: true }));

it('names the key, the file and the remedy', async () => {
  const tls = (key: string, cert: string) => readTls({ tls: { key: file(key), cert: file(cert) } });
  await expect(tls('none.pem', 'none.pem')).rejects.toThrow(
    `tls.key: ${file('none.pem')} does not exist; give the path of a PEM file that this user can read`,
  );
  await expect(tls('no.pem', 'no.pem')).rejects.toThrow(/^tls\.key: .* holds no private key; give .*$/);
  await expect(tls('key.pem', 'no.pem')).rejects.toThrow(/^tls\.cert: .* holds no certificate; give .*$/);
  const arc = (key: string) =>
    readSealer({ hostname: 'mx.agency.example', arc: { domain: 'agency.example', selector: 's', key: file(key) } });
  await expect(arc('none.pem')).rejects.toThrow(/^arc\.key: .* does not exist; /);
  await expect(arc('short.pem')).rejects.toThrow(/^arc\.key: .* 2048 bits/);
  expect(await arc('key.pem')).not.toBeNull();
});

it('tells a certificate of another key', async (context) => {
  const own = makeCertificate();
  if (own === null) return context.skip('openssl is not installed');
  await writeFile(file('cert.pem'), own.cert);
  await writeFile(file('own.pem'), own.key);
  expect(await readTls({ tls: { key: file('own.pem'), cert: file('cert.pem') } })).toEqual(own);
  await expect(readTls({ tls: { key: file('key.pem'), cert: file('cert.pem') } })).rejects.toThrow(/belong together$/);
});

it('reads the password for the next hop, without the end of its line', async () => {
  const config = (path: string) =>
    parseConfig(
      `smtp: { outbound: { nextHop: 'smtp://mail.example:587?tls=required', signIn: { user: ann, passwordFile: ${path} } } }`,
      folder,
    );
  await writeFile(file('password'), 'two words\n');
  await writeFile(file('empty'), '\n');
  expect(await readPeerAccount('outbound', config('password'))).toEqual({ user: 'ann', password: 'two words' });
  expect(await readPeerAccount('inbound', config('password'))).toBeUndefined();
  await expect(readPeerAccount('outbound', config('empty'))).rejects.toThrow(/^smtp\.outbound\..* is empty; /);
  await expect(readPeerAccount('outbound', config('none'))).rejects.toThrow(/does not exist; give the path of a file /);
});

it('reads what signs events, and refuses what is too short to', async () => {
  const config = (path: string) =>
    parseConfig(`events: { file: e.ndjson, webhook: { url: 'https://siem.example', secretFile: ${path} } }`, folder);
  await writeFile(file('secret'), `${'s'.repeat(32)}\n`);
  await writeFile(file('weak'), 'hunter2\n');
  expect(config('secret').events.file).toBe(file('e.ndjson'));
  expect(await readWebhookSecret(config('secret'))).toBe('s'.repeat(32));
  expect(await readWebhookSecret(parseConfig('', folder))).toBeNull();
  await expect(readWebhookSecret(config('weak'))).rejects.toThrow(/^events\.webhook\.secretFile: .* is too short; /);
});
