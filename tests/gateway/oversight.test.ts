// Signing in to a whole gateway over HTTP, from the first one-time password to calls of the API.
import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDecider } from '../../adapters/local/approvers.ts';
import { callControl } from '../../adapters/local/control-socket.ts';
import { proofOf } from '../../adapters/local/opening-proof.ts';
import { verifyTrail } from '../../core/oversight/audit/verify-trail.ts';
import { type BrowserUnderTest, browserUnderTest, offeredSecret, type Tokens } from '../harness/browser-under-test.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';

let gate: GatewayUnderTest;
let publicUrl: string;
let first: string;
beforeAll(async () => {
  gate = await startGatewayUnderTest();
  publicUrl = gate.http.replace('127.0.0.1', 'localhost');
});
afterAll(() => gate.close());

const browser = () => browserUnderTest(gate.http, publicUrl);
const password = 'Correct-horse-7-battery';
const codeOf = (secret: string, later = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + later * 30_000 });

describe('sign-in to the gateway', () => {
  it('R-411 answers 401 to everything before anybody signed in', async () => {
    for (const path of ['/me', '/cases', '/people', '/rights'])
      expect((await fetch(`${gate.http}/api/v1${path}`)).status).toBe(401);
    const forged = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
    expect((await browser().call('/me', forged)).status).toBe(401);
    expect((await fetch(`${gate.http}/healthz`)).status).toBe(200);
  });

  let tokens: Tokens;
  let secret: string;
  let usedCode: string;
  let adam: { readonly browser: BrowserUnderTest; readonly token: string };
  it('R-411 R-409 leads the first administrator from a one-time password to their own, and a second factor', async () => {
    const asked = { id: 'adam', name: 'Adam Roy', address: 'adam@agency.example' };
    const made = (await callControl(gate.folder, 'people-add-administrator', asked)) as { oneTimePassword: string };
    first = made.oneTimePassword;
    await expect(callControl(gate.folder, 'people-add-administrator', asked)).rejects.toThrow('administrator already');

    const web = browser();
    let page = await web.signIn();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.html).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=/);
    page = await web.submit(page, { account: 'Adam', password: first });
    page = await web.submit(page, { password: 'short-A1', again: 'short-A1' });
    expect(page.html).toContain('role="alert"');
    page = await web.submit(page, { password, again: `${password}x` });
    expect(page.html).toContain('role="alert"');
    page = await web.submit(page, { password, again: password });
    secret = offeredSecret(page);
    page = await web.submit(page, { code: '000000' });
    expect(page.html).toContain('role="alert"');
    usedCode = codeOf(secret);
    page = await web.submit(page, { code: usedCode });
    tokens = await web.tokens(page);
    expect(tokens.expires_in).toBeLessThanOrEqual(15 * 60);
    const me = (await (await web.call('/me', tokens.access_token)).json()) as { result: { roles: string[] } };
    expect(me.result.roles).toContain('administrator');
  });

  it('R-411 the one-time password is worth nothing afterwards, and a code is good once', async () => {
    const web = browser();
    let page = await web.submit(await web.signIn(), { account: 'adam', password: first });
    expect(page.html).toContain('role="alert"');
    page = await web.submit(page, { account: 'adam', password });
    expect(page.html).toContain('name="code"');
    page = await web.submit(page, { code: usedCode });
    expect(page.html).toContain('role="alert"');
    page = await web.submit(page, { code: codeOf(secret, 1) });
    adam = { browser: web, token: (await web.tokens(page)).access_token };
    expect((await web.call('/people', adam.token)).status).toBe(200);
  });

  it('R-411 goes on with a fresh token while it is used, and a stolen one ends the sign-in', async () => {
    const web = browser();
    const renewed = await web.refresh(tokens);
    expect(renewed.status).toBe(200);
    const next = (await renewed.json()) as Tokens;
    expect((await web.call('/me', next.access_token)).status).toBe(200);
    // A refresh token that comes back was stolen, and takes the whole sign-in with it.
    expect((await web.refresh(tokens)).status).toBe(400);
    expect((await web.refresh(next)).status).toBe(400);
  });

  it('R-402 DESIGN 5a: corporate security lets a held mail go on by her own key, once, and nobody else does', async () => {
    const { browser: admin, token } = adam;
    const csv = 'id,name,email\ncarla,Carla Wong,carla@agency.example\nana,Ana Roy,ana@agency.example\n';
    expect((await admin.call('/people/import', token, { csv })).status).toBe(200);
    const days = { from: today(0), until: today(100) };
    const right = { person: 'carla', role: 'corporate-security', ...days };
    expect((await admin.call('/rights', token, right)).status).toBe(200);
    const carla = await firstSignIn(admin, token, 'carla');
    const ana = await firstSignIn(admin, token, 'ana');

    await gate.send('outbound', 'ana@agency.example', ['ben@agency.example'], sealedMail);
    const [item] = (await callControl(gate.folder, 'held-list', { class: 'held' })) as { id: string }[];
    const id = item?.id ?? '';
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    await addDecider(join(gate.folder, 'keys'), 'carla', String(publicKey.export({ format: 'pem', type: 'spki' })));
    const proof = proofOf('release', privateKey, id, 'carla', Date.now() + 60_000);
    const body = { why: 'the partner agreed to this way', proof: { until: proof.until, signature: proof.signature } };
    expect((await admin.call(`/held/${id}/release`, token, body)).status).toBe(403);
    expect((await ana.call(`/held/${id}/release`, ana.token, body)).status).toBe(403);
    const forged = { ...body, proof: { ...body.proof, signature: Buffer.alloc(64).toString('base64') } };
    expect((await carla.call(`/held/${id}/release`, carla.token, forged)).status).toBe(409);
    const both = await Promise.all([1, 2].map(() => carla.call(`/held/${id}/release`, carla.token, body)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await gate.delivered('ben@agency.example');
    expect(gate.nextHop.taken.filter(({ recipients }) => recipients.includes('ben@agency.example'))).toHaveLength(1);
  });

  it('R-404 exports the trail with every sign-in and failure, and it verifies with the key beside it', async () => {
    const file = join(gate.folder, 'trail.ndjson');
    await callControl(gate.folder, 'audit-export', file);
    await expect(callControl(gate.folder, 'audit-export', file)).rejects.toThrow('does not exist yet');
    const text = await readFile(file, 'utf8');
    for (const action of ['give-right', 'sign-in-refused', 'account-changed', 'sign-in'])
      expect(text).toContain(`"action":"${action}"`);
    for (const told of [first, password, secret]) expect(text).not.toContain(told);
    const lines = text.trimEnd().split('\n');
    const key = await readFile(join(gate.folder, 'audit', 'notary.pem'), 'utf8');
    expect((await verifyTrail(asyncOf(lines), key)).fault).toBeNull();
  });

  it('R-411 keeps no password and no secret of an app in clear', async () => {
    const names = await readdir(gate.folder, { recursive: true, withFileTypes: true });
    for (const entry of names.filter((one) => one.isFile())) {
      const bytes = await readFile(join(entry.parentPath, entry.name));
      for (const told of [first, password, secret]) expect(bytes.includes(told), entry.name).toBe(false);
    }
  });
});

/** End-to-end encrypted: nobody can read it, so it is held. */
const sealedMail = [
  'From: ana@agency.example',
  'To: ben@agency.example',
  'Subject: figures',
  'Message-ID: <sealed@agency.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"',
  '',
  '--b',
  'Content-Type: application/pgp-encrypted',
  '',
  'Version: 1',
  '',
  '--b',
  'Content-Type: application/octet-stream; name="encrypted.asc"',
  '',
  '-----BEGIN PGP MESSAGE-----',
  '',
  'hQEMA5v1Zs0bq0m8AQf/Wm9vbS1ub3QtYS1yZWFsLW1lc3NhZ2U=',
  '=abcd',
  '-----END PGP MESSAGE-----',
  '--b--',
  '',
].join('\r\n');

function today(later: number): string {
  return new Date(Date.now() + later * 24 * 3_600_000).toISOString().slice(0, 10);
}

/** Signs somebody in for the first time with a one-time password that the administrator gives. */
async function firstSignIn(admin: BrowserUnderTest, token: string, person: string) {
  const given = await admin.call(`/people/${person}/account/reset`, token, {});
  const { result } = (await given.json()) as { result: { oneTimePassword: string } };
  const web = browser();
  let page = await web.submit(await web.signIn(), { account: person, password: result.oneTimePassword });
  page = await web.submit(page, { password, again: password });
  const secret = offeredSecret(page);
  if (secret !== '') page = await web.submit(page, { code: codeOf(secret) });
  return { call: web.call, token: (await web.tokens(page)).access_token };
}

async function* asyncOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
