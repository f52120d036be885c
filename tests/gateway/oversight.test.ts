// Signing in to a whole gateway over HTTP, from the first one-time password to calls of the API.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import { verifyTrail } from '../../core/oversight/audit/verify-trail.ts';
import { browserUnderTest, offeredSecret, type Tokens } from '../harness/browser-under-test.ts';
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
    page = await web.submit(page, { code: codeOf(secret) });
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
    page = await web.submit(page, { code: codeOf(secret) });
    expect(page.html).toContain('role="alert"');
    page = await web.submit(page, { code: codeOf(secret, 1) });
    expect((await web.call('/people', (await web.tokens(page)).access_token)).status).toBe(200);
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

async function* asyncOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
