// Held mail is read again on AWS as on one machine: the built functions under Lambda's own runtime client (R-304, DESIGN 5a).
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoShares } from '../../adapters/aws/dynamo-shares.ts';
import { destroyOldWindows, dynamoWindows } from '../../adapters/aws/dynamo-windows.ts';
import { contentKey } from '../../adapters/aws/kms-client.ts';
import { seal } from '../../adapters/aws/kms-keys.ts';
import { kmsRescans } from '../../adapters/aws/kms-rescans.ts';
import { windowAt, windowEnd } from '../../adapters/local/candidates.ts';
import { proofOf } from '../../adapters/local/opening-proof.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { LambdaEnvironment } from '../harness/aws/lambda-runtime.ts';
import { testClientOptions } from '../harness/aws/test-clients.ts';
import { packed } from '../unit/extract/containers/packed-by-seven-zip.ts';
import { type MailSite, type SentMail, startMailSite } from './set-up.ts';

const password = 'Maple-Syrup-42';
const decider = generateKeyPairSync('ed25519');
const deciders = { olga: decider.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
const looked = { type: 'answered', value: { rescanned: null } };

let site: MailSite;
let again: LambdaEnvironment;
beforeAll(async () => {
  site = await startMailSite();
  again = await site.start('rescan-held', 'rescanner', { POSTERN_DECIDERS: JSON.stringify(deciders) });
}, 240_000);
afterAll(async () => {
  await again.close();
  await site.close();
});

function mail(id: string, text: string, file?: Buffer): SentMail {
  const attached =
    file === undefined
      ? ''
      : '--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename="case.zip"\r\n' +
        `Content-Transfer-Encoding: base64\r\n\r\n${file.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;
  const raw =
    `From: <lee@elsewhere.example>\r\nTo: <ben@agency.example>\r\nSubject: ${id}\r\nMessage-ID: <${id}@elsewhere.example>\r\n` +
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n' +
    `--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n${attached}--b--\r\n`;
  const envelope = { from: 'lee@elsewhere.example', to: ['ben@agency.example'] };
  return { id, direction: 'inbound', raw: Buffer.from(raw), ...envelope };
}

async function take(sent: SentMail): Promise<readonly HeldItem[]> {
  await site.store(sent);
  await site.call(sent);
  const attempt = (await site.attempt(sent))?.attempt.id ?? '';
  return Array.fromAsync(site.aws.ledger.heldItems({ attempt }));
}

const locked = () =>
  packed(['-tzip', `-p${password}`], { 'setup.exe': Buffer.from(`MZ${'\0'.repeat(200)}`), 'a.txt': Buffer.from('hi') });
const isOpened = async ({ attempt }: HeldItem) =>
  (await site.aws.ledger.message({ attempt }))?.parts.some(({ facts }) => facts.includes('opened-by-found-password'));
const rescans = async ({ id }: HeldItem) => {
  const heads = await site.aws.ledger.auditHeads();
  const chains = await Promise.all(heads.map(({ chain }) => Array.fromAsync(site.aws.ledger.auditEntries(chain, 0))));
  return chains.flat().filter(({ event }) => event.action === 'held-rescanned' && event.subject === id).length;
};

it('R-304 opens a held file by the password that follows it; what was in it is known, and it stays held', async () => {
  const [item] = await take(mail('first', 'Please see the file.', await locked()));
  if (item === undefined) throw new Error('it was not held');
  expect(await again.invoke({ source: 'aws.events' }, 300_000)).toEqual(looked);
  expect([await isOpened(item), await rescans(item)]).toEqual([false, 0]);
  expect(await take(mail('second', `The password is ${password}.`))).toEqual([]);
  expect(await again.invoke({ source: 'aws.events' }, 300_000)).toEqual(looked);
  expect([await isOpened(item), await rescans(item)]).toEqual([true, 1]);
  expect((await site.aws.ledger.heldItem(item.id))?.state).toBe('kept');
  const message = await site.aws.ledger.message({ attempt: item.attempt });
  expect(message?.findings.map(({ where }) => where)).toContain('attachment:case.zip>setup.exe');
  // Tried once, it is not due again; and the password lies nowhere.
  expect(await again.invoke({ source: 'aws.events' }, 300_000)).toEqual(looked);
  expect(await rescans(item)).toBe(1);
  const told = [JSON.stringify(site.aws.database.items()), ...again.output, ...site.scan.output].join();
  expect([told.includes(password), told.includes(Buffer.from(password).toString('base64'))]).toEqual([false, false]);
  const notices = await site.aws.ledger.dueNotices(Date.now(), 50);
  expect(notices.some(({ recipient }) => recipient === 'security@agency.example')).toBe(true);
}, 180_000);

it('R-403 reads one item again on a decider’s proof for that, and on no other', async () => {
  const [item] = await take(mail('third', 'Please see the file.', await locked()));
  if (item === undefined) throw new Error('it was not held');
  const until = Date.now() + 300_000;
  const proof = proofOf('rescan', decider.privateKey, item.id, 'olga', until);
  for (const bad of [
    proofOf('release', decider.privateKey, item.id, 'olga', until),
    { ...proof, item: 'another' },
    null,
    'no proof',
    { ...proof, signature: undefined },
    { ...proof, decider: 'eve' },
    proofOf('rescan', generateKeyPairSync('ed25519').privateKey, item.id, 'olga', until),
  ])
    expect(await again.invoke({ proof: bad }, 300_000)).toMatchObject({ value: { refused: expect.any(String) } });
  expect(again.output.filter((line) => line.includes('"Name":"RescanRefused"'))).toHaveLength(7);
  expect(await rescans(item)).toBe(0);
  const facts = { item: item.id, opened: true, outcome: expect.any(String) };
  expect(await again.invoke({ proof }, 300_000)).toEqual({ type: 'answered', value: { rescanned: facts } });
  expect(await rescans(item)).toBe(1);
}, 180_000);

it('R-605 reads nothing again that was sealed to be released or disposed of alone', async () => {
  const { kms, table } = site.aws;
  const shares = dynamoShares(table);
  const keyOf = (role: string) => contentKey(kms.keyId, testClientOptions(kms.endpoint, role));
  const sealed = await seal(
    { key: keyOf('scanner'), shares },
    'exempt-1',
    Buffer.from('of exempt people'),
    'release-only',
  );
  const halves = { key: keyOf('rescanner'), shares };
  const read = () => Promise.reject(new Error('it was read'));
  const clock = Date.now;
  const { rescan } = kmsRescans({
    ...halves,
    windows: dynamoWindows({ ...halves, table, clock }),
    deciders,
    clock,
    read,
  });
  const proof = proofOf('rescan', decider.privateKey, 'exempt-1', 'olga', Date.now() + 300_000);
  const asked = rescan('exempt-1', sealed, { mailFrom: '', ocr: false }, { candidates: [], proof });
  await expect(asked).rejects.toThrow('never read');
});

it('R-304 opens no password whose time is over, nor by a role that only scans', async () => {
  const { kms, table } = site.aws;
  let now = Date.now();
  const shares = dynamoShares(table);
  const windowsOf = (role: string) => {
    const key = contentKey(kms.keyId, testClientOptions(kms.endpoint, role));
    return dynamoWindows({ key, shares, table, clock: () => now });
  };
  const { id } = await windowsOf('scanner').current();
  expect(await windowsOf('rescanner').open(id)).not.toBeNull();
  await expect(windowsOf('scanner').open(id)).rejects.toThrow('does not open');
  await destroyOldWindows(shares, windowEnd(id) - 1);
  expect(await windowsOf('rescanner').open(id)).not.toBeNull();
  now = windowEnd(id);
  expect([windowAt(now) === id, await windowsOf('rescanner').open(id)]).toEqual([false, null]);
  await destroyOldWindows(shares, now);
  now = Date.now();
  const windows = windowsOf('rescanner');
  await expect(windows.open(id)).rejects.toThrow('disposed of');
  // Nor does it keep what other windows and a decider open from being read again.
  const key = contentKey(kms.keyId, testClientOptions(kms.endpoint, 'rescanner'));
  const read = () => Promise.reject(new Error('it was read'));
  const { rescan } = kmsRescans({ key, shares, windows, deciders, clock: () => now, read });
  const candidates = [{ fingerprint: 'ab12', window: id, sealed: '' }];
  const asked = rescan('any', new Uint8Array(), { mailFrom: '', ocr: false }, { candidates, proof: null });
  await expect(asked).rejects.toThrow('no password');
});
