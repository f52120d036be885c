// People, cases, content and the clock on AWS: the built functions under Lambda's own runtime client, the console as two
// processes of which each request meets the other.
import { createHash } from 'node:crypto';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { factorsWith } from '../../adapters/identity/local-factors.ts';
import { derivedKey } from '../../adapters/identity/provider-keys.ts';
import type { Access } from '../../core/oversight/cases/access.ts';
import { resetAccount } from '../../core/oversight/sign-in/reset-account.ts';
import type { ItemView } from '../../core/oversight/viewing/item-view.ts';
import { type ApiGateway, startApiGateway } from '../harness/aws/api-gateway.ts';
import { built } from '../harness/aws/built.ts';
import { type LambdaApi, startLambdaApi } from '../harness/aws/lambda-api.ts';
import { type LambdaEnvironment, startLambda } from '../harness/aws/lambda-runtime.ts';
import { type OversightOnAws, oversightOnAws } from '../harness/aws/oversight-on-aws.ts';
import { browserUnderTest, offeredSecret } from '../harness/browser-under-test.ts';
import { caseFor, day, type Somebody } from '../harness/oversight-under-test.ts';

const publicUrl = 'https://console.agency.example';
const why = 'the subject and time match what the manager reported';
const mail = 'From: emil@agency.example\r\nTo: me@gmail.com\r\nSubject: payroll\r\n\r\nthe payroll of everybody\r\n';

// Programs start in it, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let org: OversightOnAws;
let functions: LambdaApi;
let gateway: ApiGateway;
const running: LambdaEnvironment[] = [];
let read: LambdaEnvironment;
const released: unknown[] = [];
beforeAll(async () => {
  org = await oversightOnAws({ now: Date.now, set: () => undefined });
  const { dist, client, layers } = built();
  const start = async (name: string, role: string, lambda = '') => {
    const approvers = JSON.stringify(Object.fromEntries(org.approvers));
    const environment = {
      ...org.aws.environment(role, 'smtp://127.0.0.1'),
      POSTERN_APPROVERS: approvers,
      AWS_ENDPOINT_URL_LAMBDA: lambda,
    };
    const started = await startLambda({ bundle: `${dist}/lambdas/${name}`, client, layers, environment });
    running.push(started);
    return started;
  };
  read = await start('read-content', 'reader');
  const approve = await start('approve-access', 'approver');
  functions = await startLambdaApi({
    'read-content': { by: ['console'], invoke: read.invoke },
    'approve-access': { by: ['console'], invoke: approve.invoke },
    'release-held': {
      by: ['console'],
      invoke: async (event) => {
        released.push(event);
        return { type: 'answered', value: { released: [['me@gmail.com', 'served']] } };
      },
    },
  });
  const consoles = [
    await start('serve-console', 'console', functions.endpoint),
    await start('serve-console', 'console', functions.endpoint),
  ];
  gateway = await startApiGateway(consoles, '198.51.100.7');
}, 300_000);
afterAll(async () => {
  await gateway.close();
  await functions.close();
  for (const one of running) await one.close();
  await org.close();
});

const browser = () => browserUnderTest(gateway.url, publicUrl);

interface SignedIn {
  readonly token: string;
  readonly web: ReturnType<typeof browser>;
}

let enrolled = 0;
const known = new Map<Somebody, Promise<SignedIn>>();

/** Once for all tests: passwords are hashed slowly on purpose. */
function signIn(person: Somebody): Promise<SignedIn> {
  const before = known.get(person) ?? firstSignIn(person);
  known.set(person, before);
  return before;
}

/** With a one-time password, a new one, and an authenticator app. */
async function firstSignIn(person: Somebody): Promise<SignedIn> {
  const factors = factorsWith(derivedKey(Buffer.from('k'.repeat(64)), 'accounts'), {
    origin: publicUrl,
    id: 'console.agency.example',
  });
  const oneTime = await resetAccount({ ...org.room, factors }, await org.as('adam'), { person, factors: true });
  const web = browser();
  const password = `Correct-horse-${++enrolled}-battery`;
  let page = await web.submit(await web.signIn(), { account: person, password: oneTime });
  page = await web.submit(page, { password, again: password });
  const secret = offeredSecret(page);
  if (secret !== '') expect(page.html).toContain('<svg class="qr"');
  if (secret !== '') page = await web.submit(page, { code: new TOTP({ secret }).generate() });
  return { web, token: (await web.tokens(page)).access_token };
}

async function answered<T>(who: SignedIn, path: string, body?: unknown): Promise<T> {
  const response = await who.web.call(path, who.token, body);
  const text = await response.text();
  expect([path, response.status, response.status === 200 ? '' : text]).toEqual([path, 200, '']);
  return (JSON.parse(text) as { result: T }).result;
}

const refusal = async (who: SignedIn, path: string, body?: unknown) =>
  (await who.web.call(path, who.token, body)).status;

describe('the console on AWS', () => {
  it('R-411 signs in over several processes, and nothing in the table signs anybody in', async () => {
    const eva = await signIn('eva');
    for (let n = 0; n < 2; n++) expect(await answered(eva, '/me')).toMatchObject({ roles: ['employee'] });
    const stored = JSON.stringify(org.aws.database.items());
    for (const { value } of eva.web.cookies()) expect(stored).not.toContain(value.slice(0, 20));
    expect(stored).not.toContain(eva.token);
    const keptOf = org.aws.database.items().filter(({ pk }) => String(pk?.S).startsWith('SIGNIN#'));
    expect(keptOf.length).toBeGreaterThan(3);
    expect(keptOf.every(({ expiresAt }) => Number(expiresAt?.N) > Date.now() / 1000)).toBe(true);
    expect(JSON.stringify(keptOf)).not.toContain('eva');
    const events = await org.events();
    expect(events.find(({ action, actor }) => action === 'sign-in' && actor === 'eva')?.detail).toMatchObject({
      client: '198.51.100.7',
    });
    const page = await eva.web.open(`${publicUrl}/oidc/session/end?client_id=postern-console`);
    await eva.web.submit(page, { logout: 'yes' });
    for (let n = 0; n < 2; n++) expect(await refusal(eva, '/me')).toBe(401);
  });

  it('scans for who is signed in alone', async () => {
    const scan = (authorization: string) =>
      fetch(`${gateway.url}/api/v1/scan`, {
        method: 'POST',
        headers: { 'content-type': 'message/rfc822', authorization },
        body: mail,
      });
    expect((await scan('')).status).toBe(401);
    const { token } = await signIn('mia');
    const answer = await scan(`Bearer ${token}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ outcome: expect.any(String), parts: expect.any(Array) });
  });

  it('R-401 R-402 R-403 R-404 shows an item under an approved access, on record first, until it is taken back', async () => {
    const [ines, second, chief] = [await signIn('ines'), await signIn('second'), await signIn('chief')];
    const [item, other] = [await org.hold(mail), await org.hold(mail)];
    const id = await caseFor(org);
    const asked = { items: [item.id], purpose: 'read', why, until: day(30) };
    const access = await answered<Access>(ines, `/cases/${id}/accesses`, asked);
    const path = `/cases/${id}/accesses/${access.id.split('/')[1]}`;
    const view = `${path}/items/${item.id}`;
    expect(await refusal(ines, view)).toBe(403);
    const proof = org.sign(access);
    expect(await refusal(chief, `${path}/approval`, { why, proof: { ...proof, signature: '' } })).toBe(409);
    expect(org.aws.kms.grantCount()).toBe(0);
    await answered(chief, `${path}/approval`, { why, proof });
    expect(org.aws.kms.grantCount()).toBe(1);

    const shown = await answered<ItemView>(ines, view);
    expect(shown.texts.map(({ text }) => text).join()).toContain('the payroll of everybody');
    expect(await refusal(ines, `${path}/items/${other.id}`)).toBe(404);
    expect(await refusal(second, view)).toBe(403);
    expect(await refusal(chief, view)).toBe(403);
    expect(await refusal(ines, `${view}/original`)).toBe(403);
    const events = (await org.events()).filter(({ subject }) => subject === item.id);
    expect(events.map(({ action, actor }) => `${action} ${actor}`).sort()).toEqual([
      'view-item ines',
      'view-item-refused chief',
      'view-item-refused ines',
      'view-item-refused second',
      'view-original-refused ines',
    ]);
    expect(JSON.stringify(org.aws.database.items())).not.toContain('payroll of everybody');

    await answered(chief, `${path}/revocation`, { why });
    expect(await refusal(ines, view)).toBe(403);
    expect(org.aws.kms.grantCount()).toBe(0);
  });

  it('R-403 opens nothing for who rewrites the ledger or calls by hand', async () => {
    const ines = await signIn('ines');
    const item = await org.hold(mail);
    const id = await caseFor(org);
    const asked = { items: [item.id], purpose: 'read', why, until: day(30) };
    const access = await answered<Access>(ines, `/cases/${id}/accesses`, asked);
    const found = await org.room.ledger.record('access', access.id);
    const value = { ...access, state: 'approved', decision: { at: Date.now(), by: 'chief', why } };
    const version = found?.version ?? 0;
    await org.room.ledger.commit([{ type: 'record', kind: 'access', id: access.id, version, value }]);
    const view = `/cases/${id}/accesses/${access.id.split('/')[1]}/items/${item.id}`;
    expect(await refusal(ines, view)).toBe(409);
    const where = { access: access.id, item: item.id };
    const request = JSON.stringify({ type: 'view', person: 'ines', client: '198.51.100.7', where });
    for (const event of [request, { request, at: Date.now(), signature: createHash('sha256').digest('hex') }])
      expect(await read.invoke(event)).toMatchObject({ type: 'failed' });
  });

  it('R-403 passes a release on with its decider’s own proof', async () => {
    const carla = await signIn('carla');
    const { id } = await org.hold(mail, { class: 'held' });
    const proof = { until: Date.now() + 60_000, signature: 'of carla' };
    expect(await answered(carla, `/held/${id}/release`, { why, proof })).toEqual({ 'me@gmail.com': 'served' });
    expect(released).toEqual([{ proof: { item: id, purpose: 'release', decider: 'carla', ...proof } }]);
  });

  it('serves the pages, over a session that every process knows', async () => {
    const { web } = await signIn('aude');
    const inside = browserUnderTest(gateway.url, publicUrl, 'nowhere');
    inside.take(web.cookies());
    for (const path of ['/sign-in?back=/account', '/account', '/account']) {
      const page = await inside.open(`${publicUrl}${path}`);
      expect([path, page.status, new URL(page.url).pathname]).toEqual([path, 200, '/account']);
      expect(page.html).toContain('aude');
    }
    expect((await inside.open(`${publicUrl}/healthz`)).html).toContain('"reachable":true');

    // One sending of the form reaches each process.
    const form = await inside.open(`${publicUrl}/me/requests`);
    const summary = 'a letter asked me for my password';
    const both = await Promise.all([inside.submit(form, { summary }), inside.submit(form, { summary })]);
    for (const { url } of both) expect(url).toContain('done=incidentReported');
    const reported = await Array.fromAsync(org.room.ledger.records('incident'));
    expect(reported).toHaveLength(1);
  });

  it('R-404 verifies the trail with the public half of what signs it', async () => {
    const aude = await signIn('aude');
    expect(await answered(aude, '/audit/verification', {})).toMatchObject({ by: 'aude', fault: null });
    expect(await answered(aude, '/audit/verification')).toMatchObject({ by: 'aude', checkpoints: expect.any(Number) });
  });
});
