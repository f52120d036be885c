// Damaged requests to a whole gateway: every operation that its API describes and every page of the console, by people who
// are signed in with different rights. A fault is an answer that tells of one (RFC 9110 section 15.6.1), or none.
import { connect } from 'node:net';
import { TOTP } from 'otpauth';
import { callControl } from '../../adapters/local/control-socket.ts';
import { browserUnderTest, offeredSecret } from '../../tests/harness/browser-under-test.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../../tests/harness/gateway-under-test.ts';
import type { Random } from '../../tests/harness/random.ts';
import { mutated } from './mutate.ts';
import { largestInput } from './seeds.ts';

export interface RequestsUnderFire {
  /** A whole request, as it goes over the wire. */
  damaged(chance: Random): Promise<Buffer>;
  /** Resolves with what is wrong about the answer, or null. */
  send(request: Buffer): Promise<string | null>;
  close(): Promise<void>;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly type: string;
}

/** Milliseconds. */
const longestAnswer = 30_000;
const patience = 500;
/** Tokens are good for five minutes. */
const tokenLife = 200_000;
const password = 'Correct-horse-7-battery';
const people = {
  carla: 'corporate-security',
  ines: 'investigator',
  chief: 'chief-security-officer',
  olga: 'access-officer',
  aude: 'auditor',
} as const;

export async function requestsUnderFire(): Promise<RequestsUnderFire> {
  const gate = await startGatewayUnderTest();
  await gate.send('inbound', 'a@outside.example', ['ana@agency.example'], 'From: a@outside.example\r\n\r\nhello\r\n');
  const everybody = await signEverybodyIn(gate);
  const operations = [...(await operationsOf(gate)), ...pages];
  return {
    damaged: async (chance) =>
      damagedRequest(pickOf(operations, chance), await pickOf(everybody, chance).token(), chance),
    send: async (request) => {
      const seen = gate.log.length;
      const status = await answerTo(Number(new URL(gate.http).port), request);
      const told = gate.log.slice(seen).find((line) => line.includes('"http-failed"'));
      if (told !== undefined) return 'the gateway reports that a request failed';
      return status === null ? 'no answer came' : status === 500 || status > 503 ? `answered ${status}` : null;
    },
    close: gate.close,
  };
}

interface SignedIn {
  /** Good for a while yet. */
  token(): Promise<string>;
}

/** An administrator, and one person for each role. */
async function signEverybodyIn(gate: GatewayUnderTest): Promise<readonly SignedIn[]> {
  const url = gate.http.replace('127.0.0.1', 'localhost');
  const signIn = async (account: string, oneTime: string) => {
    const web = browserUnderTest(gate.http, url);
    let page = await web.submit(await web.signIn(), { account, password: oneTime });
    page = await web.submit(page, { password, again: password });
    const secret = offeredSecret(page);
    if (secret !== '') page = await web.submit(page, { code: new TOTP({ secret }).generate() });
    let tokens = await web.tokens(page);
    let since = performance.now();
    const token = async () => {
      if (performance.now() - since < tokenLife) return tokens.access_token;
      tokens = (await (await web.refresh(tokens)).json()) as typeof tokens;
      since = performance.now();
      return tokens.access_token;
    };
    return { web, token };
  };
  const asked = { id: 'adam', name: 'Adam Roy', address: 'adam@agency.example' };
  const made = (await callControl(gate.folder, 'people-add-administrator', asked)) as { oneTimePassword: string };
  const adam = await signIn('adam', made.oneTimePassword);
  const call = async (path: string, body: object) =>
    ((await (await adam.web.call(path, await adam.token(), body)).json()) as { result: { oneTimePassword: string } })
      .result;
  const rows = Object.keys(people).map((id) => `${id},${id} Roy,${id}@agency.example,,no,en`);
  await call('/people/import', { csv: ['id,name,email,manager,is_manager,language', ...rows, ''].join('\n') });
  const everybody: SignedIn[] = [adam];
  for (const [person, role] of Object.entries(people)) {
    await call('/rights', { person, role, from: '2020-01-01', until: '2099-01-01' });
    const { oneTimePassword } = await call(`/people/${person}/account/reset`, {});
    everybody.push(await signIn(person, oneTimePassword));
  }
  return everybody;
}

const pages: readonly Operation[] = [
  ...['/', '/held', '/cases', '/account', '/people', '/reports', '/healthz', '/oidc/auth', '/oidc/jwks'].map(
    (path) => ({
      method: 'GET',
      path,
      body: '',
      type: 'text/html',
    }),
  ),
  { method: 'POST', path: '/oidc/token', body: 'grant_type=authorization_code&code=x', type: form() },
  { method: 'POST', path: '/api/v1/scan', body: 'From: a@b.example\r\n\r\nhello\r\n', type: 'message/rfc822' },
];

function form(): string {
  return 'application/x-www-form-urlencoded';
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

interface Described {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

async function operationsOf(gate: GatewayUnderTest): Promise<readonly Operation[]> {
  const described = (await (await fetch(`${gate.http}/api/v1/openapi.json`)).json()) as Description;
  return Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => {
      const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
      const filled = path.replace(/\{\w+\}/g, 'adam');
      return {
        method: method.toUpperCase(),
        path: filled.startsWith('/api/') ? filled : `/api/v1${filled}`,
        body: schema === undefined ? '' : JSON.stringify(exampleOf(schema)),
        type: 'application/json',
      };
    }),
  );
}

/** Something of the right shape. */
function exampleOf(schema: Schema): unknown {
  const one = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (one !== undefined) return exampleOf(one);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'object')
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, exampleOf(part)]));
  if (schema.type === 'array') return schema.items === undefined ? [] : [exampleOf(schema.items)];
  if (schema.type === 'string') return '2026-01-01';
  return schema.type === 'boolean' ? true : 7;
}

/** The body, the address or the whole of it is damaged; its length is right unless the whole is. */
function damagedRequest({ method, path, body, type }: Operation, token: string, chance: Random): Buffer {
  const what = chance.pick(['body', 'address', 'whole', 'nothing']);
  const sent = what === 'body' ? changed(Buffer.from(body), chance) : Buffer.from(body);
  const asked = what === 'address' ? addressOf(changed(Buffer.from(`${path}?after=x&lang=fr`), chance)) : path;
  const head =
    `${method} ${asked} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n` +
    `Content-Type: ${type}\r\nContent-Length: ${sent.length}\r\n\r\n`;
  const whole = Buffer.concat([Buffer.from(head, 'latin1'), sent]);
  return what === 'whole' ? changed(whole, chance) : whole;
}

function changed(bytes: Buffer, chance: Random): Buffer {
  return mutated(bytes, bytes, chance, largestInput);
}

/** Without what would end the line of the request. */
function addressOf(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\0-\x20]/g, '%00') || '/';
}

/** The status, 0 for none that can be read before the connection was closed; null when nothing happened in time. */
function answerTo(port: number, request: Buffer): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let answer = '';
    const settle = (status: number | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(status);
    };
    const timer = setTimeout(() => settle(null), longestAnswer);
    socket.on('data', (chunk) => {
      if (answer.length < 100) answer += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => settle(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)));
    // A damaged length has the server wait for more. Ended at once, it would take us for gone, and not answer.
    socket.setTimeout(patience, () => socket.end());
    socket.write(request);
  });
}

function pickOf<T>(all: readonly T[], chance: Random): T {
  const picked = all[chance.below(all.length)];
  if (picked === undefined) throw new Error('there is nothing to send');
  return picked;
}
