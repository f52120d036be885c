// Files, passwords and repetitions over several mails, against a real ledger on disk.
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { openLedger, type SqliteLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { type FollowDependencies, followSecrets } from '../../../core/mail/follow/follow-secrets.ts';
import { forgetSecrets } from '../../../core/mail/follow/forget-secrets.ts';
import { threadOf } from '../../../core/mail/follow/thread-of.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import type { Examination } from '../../../core/model/examination.ts';
import type { Finding } from '../../../core/model/finding.ts';
import type { Part } from '../../../core/model/part.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);
const hour = 3_600_000;
const ana = 'ana@agency.example';
const lee = 'lee@elsewhere.example';
const rule = 'credentials/key-through-same-door';

let folder: string;
let ledger: SqliteLedger;
let now: number;
let sent: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-follow-'));
  ledger = await openLedger(folder);
  now = Date.UTC(2026, 0, 5, 10);
  sent = 0;
});
afterEach(async () => {
  await ledger.close();
  await rm(folder, { recursive: true, force: true });
});

const password: Finding = {
  rule: 'credentials/password-disclosed',
  kind: 'credential',
  severity: 'high',
  confidence: 0.9,
  where: 'body',
  offset: 4,
  length: 8,
  value: { type: 'password', fingerprint: 'ab'.repeat(32) },
  owner: null,
};
const zip: Part = {
  path: 'attachment:case.zip>plan.doc',
  role: 'entry',
  name: 'plan.doc',
  declaredType: null,
  type: 'application/octet-stream',
  bytes: 0,
  sha256: '',
  read: 'none',
  why: 'encrypted',
  facts: [],
};

interface Sent {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly thread?: readonly string[];
  readonly findings?: readonly Finding[];
  readonly parts?: readonly Part[];
  readonly attempt?: string;
  readonly candidates?: Examination['candidates'];
}

async function send({
  from = ana,
  to = [lee],
  thread = [],
  findings = [],
  parts = [],
  attempt,
  candidates = [],
}: Sent) {
  const examination: Examination = {
    id: '',
    bytes: 1,
    headers: { subject: '', from: [], to: [], cc: [], bcc: [], returnPath: null, messageId: null, thread, received: 0 },
    candidates,
    protection: 'none',
    findings,
    classification: null,
    parts,
    defects: [],
    timings: { parse: 0, extract: 0, detect: 0 },
  };
  const fingerprint = (text: string) => createHmac('sha256', 'key').update(text).digest('hex');
  const keys = { fingerprint } as FollowDependencies['ports']['keys'];
  const recipients = to.map((address) => ({ address }));
  const client = { address: '192.0.2.1', helo: 'h', tls: true };
  const envelope = { mailFrom: from, recipients, parameters: {}, client };
  const id = attempt ?? `attempt-${++sent}`;
  return followSecrets({ id, direction: 'outbound', envelope, openedAt: now, bytes: 1 }, examination, {
    ports: { ledger, keys, clock: () => now },
    rulebook,
  });
}

const file = { parts: [zip] };
const key = { findings: [password] };
const links = (findings: readonly Finding[]) => findings.filter((each) => each.rule === rule).map(({ value }) => value);

describe('R-304 a password and the locked file it follows', () => {
  it('are one finding when the password comes in another mail', async () => {
    expect(links(await send(file))).toEqual([]);
    now += 70 * hour;
    const found = await send({ ...key, to: ['boss@elsewhere.example', 'LEE@elsewhere.example'] });
    expect(links(found)).toEqual([{ type: 'key-of-a-file', by: 'other-mail', order: 'file-first' }]);
  });

  it('are one finding when the password came first', async () => {
    await send(key);
    const found = await send(file);
    expect(links(found)).toEqual([{ type: 'key-of-a-file', by: 'other-mail', order: 'key-first' }]);
    expect(found[0]?.where).toBe(zip.path);
  });

  it('are one finding from two senders in one conversation only', async () => {
    await send({ ...file, thread: ['<1@agency.example>'] });
    const found = await send({ ...key, from: 'kim@agency.example', thread: ['<2@x>', '<1@agency.example>'] });
    expect(links(found)).toMatchObject([{ by: 'same-thread', order: 'file-first' }]);
    expect(links(await send({ ...key, from: 'jo@agency.example', thread: ['<9@agency.example>'] }))).toEqual([]);
  });

  it.each([
    ['another recipient', { to: ['other@elsewhere.example'] }, 0],
    ['another sender outside the conversation', { from: 'kim@agency.example' }, 0],
    ['the same after more than 72 hours', {}, 73],
  ])('are nothing to %s', async (_, other, hours) => {
    await send(file);
    now += hours * hour;
    expect(links(await send({ ...key, ...other }))).toEqual([]);
  });

  it('are nothing when the same mail comes again', async () => {
    await send({ ...key, attempt: 'same' });
    expect(links(await send({ ...key, ...file, attempt: 'same' }))).toEqual([]);
  });

  it('R-303 are remembered without address, secret or name, for 72 hours', async () => {
    await send({ ...file, ...key, thread: ['<1@agency.example>'] });
    const kept = JSON.stringify(await Array.fromAsync(ledger.records('door')));
    expect(kept).not.toMatch(/lee|ana|agency|case\.zip|abab/);
    await forgetSecrets({ ledger, clock: () => now + 71 * hour });
    expect(await Array.fromAsync(ledger.records('door'))).toHaveLength(1);
    await forgetSecrets({ ledger, clock: () => now + 72 * hour });
    expect(await Array.fromAsync(ledger.records('door'))).toHaveLength(0);
  });
});

describe('R-304 a locked file that a password came for', () => {
  const due = async () => (await Array.fromAsync(ledger.records('rescan'))).map(({ id }) => id);
  const candidates = [{ fingerprint: 'ab'.repeat(32), window: '1', sealed: 'c2VhbGVk' }];

  it('is to be read again, whichever came first, where the password was kept', async () => {
    await send({ ...file, attempt: 'file' });
    await send({ ...key, attempt: 'no candidate' });
    expect(await due()).toEqual([]);
    await send({ ...key, candidates, attempt: 'key' });
    expect(await due()).toEqual(['file']);
    await send({ ...file, attempt: 'later file' });
    expect(await due()).toEqual(['file', 'later file']);
    await send({ ...file, to: ['kim@elsewhere.example'], attempt: 'to somebody else' });
    expect(await due()).toEqual(['file', 'later file']);
  });

  it('loses the password after 72 hours, though more came meanwhile', async () => {
    await send({ ...key, candidates, attempt: 'key' });
    now += 50 * hour;
    await send(file);
    await forgetSecrets({ ledger, clock: () => now + 22 * hour });
    const kept = JSON.stringify(await Array.fromAsync(ledger.records('door')));
    expect(kept).toContain('"file":true');
    expect(kept).not.toContain('c2VhbGVk');
  });
});

describe('R-305 a password sent again', () => {
  const repeated = (findings: readonly Finding[]) => findings.map(({ value }) => value?.repeated === true);

  it('is recognised by its fingerprint, whoever sends it to whom', async () => {
    expect(repeated(await send(key))).toEqual([false]);
    expect(repeated(await send({ ...key, from: 'kim@agency.example', to: ['x@y.example'] }))).toEqual([true]);
    const other = { ...password, value: { type: 'password', fingerprint: 'cd'.repeat(32) } };
    expect(repeated(await send({ findings: [other] }))).toEqual([false]);
  });

  it('is none when the client brings the same message again', async () => {
    await send({ ...key, attempt: 'same' });
    expect(repeated(await send({ ...key, attempt: 'same' }))).toEqual([false]);
  });

  it('does not get lost when several come at once', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => send(key)));
    expect(all.flatMap(repeated).filter((each) => each)).toHaveLength(3);
  });
});

describe('a conversation', () => {
  it('goes by message ids and the subject without what answers put before it', async () => {
    const mail = 'Subject: RE: TR : Dossier du greffe\r\nMessage-ID: <2@a>\r\nIn-Reply-To: <1@a>\r\n\r\nx\r\n';
    expect(threadOf(await parse(Buffer.from(mail)))).toEqual(['<2@a>', '<1@a>', 'subject dossier du greffe']);
  });
});
