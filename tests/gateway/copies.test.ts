// An installation as a whole: what it keeps and shows is what its papers say, a backup brings it back, and another program
// can read its export.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import { writeKeyBundle } from '../../adapters/local/copies/key-bundle.ts';
import { operator, signRelease } from '../../adapters/local/opening-proof.ts';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { run as audit } from '../../cli/audit.ts';
import { run as backup } from '../../cli/backup.ts';
import { writeExport } from '../../cli/data/write-export.ts';
import { run as exportData } from '../../cli/export.ts';
import { run as restore } from '../../cli/restore.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { inventory } from '../harness/data-inventory.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';
import { importExport, ledgerOf } from '../harness/imported-export.ts';

const ours = 'ana@agency.example';
const mail = (to: string, body: string) =>
  `From: ${ours}\r\nTo: ${to}\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\nMIME-Version: 1.0\r\n\r\n${body}\r\n`;
/** An encrypted archive nobody can read: it waits for a person. */
const locked = (to: string) =>
  `From: someone@elsewhere.example\r\nTo: ${to}\r\nSubject: file\r\nMIME-Version: 1.0\r\n` +
  'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n' +
  '--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n' +
  '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n--b--\r\n';

let scratch: string;
let gate: GatewayUnderTest;
let data: string;
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  scratch = mkdtempSync(join(tmpdir(), 'postern-copies-'));
  gate = await startGatewayUnderTest(undefined, 'events: { file: events.ndjson }\n');
  data = gate.folder;
  const replies = [
    await gate.send('inbound', 'someone@elsewhere.example', [ours], locked(ours)),
    await gate.send('outbound', ours, ['ana.private@gmail.com'], mail('ana.private@gmail.com', 'PROTECTED B')),
    await gate.send('outbound', ours, ['b@supplier.example'], mail('b@supplier.example', 'hello')),
  ];
  expect(replies.map(({ code }) => code)).toEqual([250, 250, 250]);
});
afterAll(async () => {
  vi.restoreAllMocks();
  rmSync(scratch, { recursive: true });
  rmSync(data, { recursive: true, force: true });
});

/** SHA-256 of every file below, by path. */
function hashes(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(files.map((name) => [name, hash(name)]));
}

it('R-705 every file of a data folder is in the data inventory', () => {
  const listed = inventory('Files of the data folder').map(({ cells: [path = ''] }) => path.slice(1, -1));
  const found = readdirSync(gate.folder).map((name) => name.replace(/-(?:wal|shm|journal)$/, ''));
  for (const name of found) expect(listed).toContain(name);
});

it('R-705 researchers find at a known place whom to tell of a vulnerability', async () => {
  const answer = await fetch(`${gate.http}/.well-known/security.txt`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  const text = await answer.text();
  expect(text).toContain('Contact: mailto:security@agency.example\n');
  const [, expires = ''] = /^Expires: (\S+)$/m.exec(text) ?? [];
  const days = (Date.parse(expires) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(150);
  expect(days).toBeLessThan(365);
});

describe('a backup', () => {
  it('R-703 of a running gateway is whole: everything that its ledger keeps is there, and its trail holds', async () => {
    const [copy, made] = [join(scratch, 'running'), join(scratch, 'from-running')];
    const more = Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => gate.send('inbound', `s${n}@elsewhere.example`, [ours], locked(ours))),
    );
    expect(await backup([copy, '--data', data])).toBe(0);
    await more;
    expect(await restore([copy, '--data', made])).toBe(0);
    const { held = [] } = ledgerOf(made);
    const sealed = Object.keys(hashes(join(made, 'mail/sealed'))).map((path) => path.slice(3));
    expect(held.length).toBeGreaterThanOrEqual(2);
    for (const { id } of held as { id: string }[]) expect(sealed).toContain(id);
  });

  it('R-703 after a wipe brings back the same ledger, content and keys, and held mail can go on', async () => {
    await gate.stop();
    const copy = join(scratch, 'stopped');
    expect(await backup([copy, '--data', data, '--keys', join(scratch, 'kept-apart')])).toBe(0);
    const [ledger, content] = [ledgerOf(data), hashes(join(data, 'mail/sealed'))];
    rmSync(data, { recursive: true });
    expect(await restore([copy, '--data', data, '--keys', join(scratch, 'kept-apart')])).toBe(0);
    expect(hashes(join(data, 'mail/sealed'))).toEqual(content);
    const { audit: trail = [], ...tables } = ledgerOf(data);
    const { audit: before = [], ...same } = ledger;
    expect(tables).toEqual(same);
    expect(trail.slice(0, before.length)).toEqual(before);
    expect(trail.slice(before.length)).toMatchObject([{ action: 'backup-restored' }]);

    const again = await startGatewayUnderTest(data);
    const items = (await callControl(data, 'held-list', { class: 'held' })) as readonly HeldItem[];
    const item = items[0]?.id ?? '';
    const proof = signRelease(data, item, operator, Date.now() + 60_000);
    expect(await callControl(data, 'held-release', { item, proof })).toEqual([[ours, 'served']]);
    expect(await again.delivered(ours)).toContain('BEGIN PGP MESSAGE');
    await again.stop();
  });

  it('R-703 that was changed, cut short or belongs to other keys is refused before anything is written', async () => {
    const [copy, keys] = [join(scratch, 'stopped'), join(scratch, 'kept-apart')];
    const to = join(scratch, 'never');
    const spoiled = (name: string, spoil: (folder: string) => void) => {
      const folder = join(scratch, name);
      cpSync(copy, folder, { recursive: true });
      spoil(folder);
      return restore([folder, '--keys', keys, '--data', to]);
    };
    const aSealed = Object.keys(hashes(join(copy, 'mail/sealed')))[0] ?? '';
    await expect(spoiled('changed', (f) => writeFileSync(join(f, 'mail/sealed', aSealed), 'x'))).rejects.toThrow(
      'changed',
    );
    await expect(spoiled('missing', (f) => rmSync(join(f, 'postern.db')))).rejects.toThrow('is missing');
    await expect(spoiled('unfinished', (f) => rmSync(join(f, 'manifest.jsonl')))).rejects.toThrow('never finished');
    await expect(restore([copy, '--keys', join(scratch, 'running.keys'), '--data', to])).rejects.toThrow(
      'another backup',
    );
    await expect(restore([copy, '--keys', keys, '--data', copy])).rejects.toThrow('not empty');
    expect(() => statSync(to)).toThrow();
  });

  it('R-403 brings no approver that was planted in it, and stands or falls with the manifest its keys were made with', async () => {
    const [copy, keys] = [join(scratch, 'stopped'), join(scratch, 'kept-apart')];
    const to = join(scratch, 'never-planted');
    const planted = (name: string, path: string) => {
      const folder = join(scratch, name);
      cpSync(copy, folder, { recursive: true });
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), 'x');
      const lines = readFileSync(join(folder, 'manifest.jsonl'), 'utf8').trim().split('\n');
      const sha256 = createHash('sha256').update('x').digest('hex');
      lines.splice(-1, 1, JSON.stringify({ path, bytes: 1, sha256 }), JSON.stringify({ files: lines.length - 1 }));
      writeFileSync(join(folder, 'manifest.jsonl'), `${lines.join('\n')}\n`);
      return restore([folder, '--keys', keys, '--data', to]);
    };
    await expect(planted('approver', 'keys/approvers/chief.json')).rejects.toThrow('no backup holds keys/approvers');
    await expect(planted('policy', 'checked-policy')).rejects.toThrow('no backup holds checked-policy');
    await expect(planted('more', 'registers/more')).rejects.toThrow('manifest is not the one');
    expect(existsSync(to)).toBe(false);
  });

  it('R-703 goes on when keys are destroyed meanwhile, and leaves no part of a file of keys when it fails', async () => {
    const folder = join(scratch, 'many-keys');
    mkdirSync(join(folder, 'keys/items'), { recursive: true });
    const names = Array.from({ length: 300 }, (_, n) => join(folder, 'keys/items', `${1_000 + n}`));
    for (const name of names) writeFileSync(name, 'key');
    const of = { id: 'a', manifest: 'b' };
    const written = writeKeyBundle(folder, join(scratch, 'some.keys'), of);
    await vi.waitUntil(() => existsSync(join(scratch, 'some.keys')), { interval: 1 });
    for (const name of names.slice(1).reverse()) rmSync(name);
    expect(await written).toBeLessThanOrEqual(300);
    writeFileSync(join(folder, 'identity'), 'no folder');
    await expect(writeKeyBundle(folder, join(scratch, 'none.keys'), of)).rejects.toThrow('ENOTDIR');
    expect(existsSync(join(scratch, 'none.keys'))).toBe(false);
  });

  it('R-403 has no key in it: these lie in a file of their own, for its owner alone', () => {
    const texts = Object.keys(hashes(join(scratch, 'stopped')));
    expect(texts.filter((path) => path.startsWith('keys') || path.startsWith('identity'))).toEqual([]);
    expect(statSync(join(scratch, 'kept-apart')).mode & 0o077).toBe(0);
    expect(readFileSync(join(scratch, 'kept-apart'), 'utf8')).not.toMatch(/keys\/(?:days|windows)\//);
  });
});

describe('an export', () => {
  it('R-704 imported into an empty installation gives the same facts and the same sealed content', async () => {
    const [out, imported] = [join(scratch, 'export'), join(scratch, 'imported')];
    expect(await exportData([out, '--data', data])).toBe(0);
    await importExport(out, imported);
    const withoutSecrets = (text: string) =>
      JSON.parse(text, (name, value) => (name === 'candidates' ? undefined : value));
    expect(ledgerOf(imported)).toEqual(withoutSecrets(JSON.stringify(ledgerOf(data))));
    expect(hashes(join(imported, 'mail/sealed'))).toEqual(hashes(join(data, 'mail/sealed')));
  });

  it('R-704 R-404 is made of open formats with a manifest, and its trail is verified with the key that comes with it', async () => {
    const out = join(scratch, 'export');
    const lines = readFileSync(join(out, 'manifest.jsonl'), 'utf8').trim().split('\n');
    const listed = lines.slice(1, -1).map((line) => JSON.parse(line) as { path: string; sha256: string });
    const { 'manifest.jsonl': _, ...found } = hashes(out);
    expect(Object.fromEntries(listed.map(({ path, sha256 }) => [path, sha256]))).toEqual(found);
    const csv = readFileSync(join(out, 'tables/held.csv'), 'utf8').split('\r\n');
    expect(csv[0]).toBe('id,attempt,class,retained_at,direction,envelope,recipients,state,exempt');
    expect(csv).toHaveLength((ledgerOf(data).held?.length ?? 0) + 2);
    expect(await audit(['verify', join(out, 'trail.ndjson'), '--key', join(out, 'audit/notary.pem')])).toBe(0);
    const trail = readFileSync(join(out, 'trail.ndjson'), 'utf8');
    for (const action of ['backup-made', 'backup-restored', 'data-exported']) expect(trail).toContain(action);
  });

  it('R-411 R-304 has no hash of a password, no second factor and no candidate password in it', async () => {
    const folder = join(scratch, 'with-accounts');
    const ledger = await openLedger(folder);
    const account = {
      person: 'ana',
      password: { hash: 'S3CRET', setAt: 1 },
      former: ['S3CRET'],
      totp: { secret: 'S3CRET' },
    };
    const event = { at: 1, attempt: 'a', candidates: [{ fingerprint: 'f', window: 'w', sealed: 'S3CRET' }] };
    await ledger.commit([
      { type: 'record', kind: 'account', id: 'ana', version: 0, value: { ...account, failures: 0 } },
      { type: 'record', kind: 'door', id: 'd', version: 0, value: { events: [event] } },
    ]);
    await ledger.close();
    const out = join(scratch, 'export-of-accounts');
    await writeExport(folder, out, { format: 'postern export 1', id: 'x', version: '0', at: 1 });
    for (const path of ['tables/record.jsonl', 'tables/record.csv']) {
      const text = readFileSync(join(out, path), 'utf8');
      expect(text).not.toMatch(/S3CRET|totp|former/);
      expect(text).toContain('failures');
      expect(text).toContain('attempt');
    }
  });

  it('R-403 holds nothing readable of held mail', () => {
    const out = join(scratch, 'export');
    for (const path of Object.keys(hashes(out)))
      expect(readFileSync(join(out, path), 'latin1')).not.toMatch(/BEGIN PGP MESSAGE|hQEMA/);
  });
});
