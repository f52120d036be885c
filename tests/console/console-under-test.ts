// The console of a whole gateway in a real browser, with somebody signed in for each role.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { addApprover, addDecider } from '../../adapters/local/approvers.ts';
import { callControl } from '../../adapters/local/control-socket.ts';
import { addDays } from '../../core/oversight/calendar.ts';
import { browserUnderTest, offeredSecret } from '../harness/browser-under-test.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';
import { openPage, setCookies, startBrowser } from './browser.ts';

/** Account ids, each with the right given to them; mia is ana's manager by what HR says. */
const holders = {
  ana: null,
  mia: null,
  carla: 'corporate-security',
  ines: 'investigator',
  chief: 'chief-security-officer',
  olga: 'access-officer',
  aude: 'auditor',
} as const;
export type Holder = keyof typeof holders | 'adam';

export interface ConsoleUnderTest {
  readonly gate: GatewayUnderTest;
  readonly url: string;
  /** Key files that a person chooses in the browser. */
  readonly keyFiles: Readonly<Record<'carla' | 'chief', string>>;
  /** The page of somebody who signed in, in a language from now on; each person has one. */
  page(person: Holder | null, language?: 'en' | 'fr'): Promise<Page>;
  /** A page of the chief, who signs in there with a new passkey and approves by it, no longer by the key file. */
  chiefByPasskey(language: 'en' | 'fr'): Promise<Page>;
  /** What the page's browser asked for that is not this console's. */
  strays(): readonly string[];
  call(person: 'adam', path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

const password = 'Correct-horse-7-battery';

export function today(after: number): string {
  return addDays(new Date().toISOString().slice(0, 10), after);
}

export async function consoleUnderTest(): Promise<ConsoleUnderTest> {
  const gate = await startGatewayUnderTest();
  const url = gate.http.replace('127.0.0.1', 'localhost');
  const browser = await startBrowser();
  const asked = { id: 'adam', name: 'Adam Roy', address: 'adam@agency.example' };
  const made = (await callControl(gate.folder, 'people-add-administrator', asked)) as { oneTimePassword: string };
  const cookies = new Map<Holder, Cookies>();
  const adam = await signIn(gate, url, 'adam', made.oneTimePassword);
  cookies.set('adam', adam.cookies);
  const call = async (path: string, body?: object) => {
    const answer = await adam.web.call(path, adam.token, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { result: unknown }).result;
  };
  await call('/people/import', { csv: people });
  for (const [person, role] of Object.entries(holders))
    if (role !== null) await call('/rights', { person, role, from: today(-1), until: today(200) });
  const strays: string[] = [];
  const open = (known: Cookies, language: 'en' | 'fr') =>
    openPage(browser, { url, strays, cookies: [...known, { name: 'language', value: language }] });
  const windows = new Map<Holder | null, Page>();
  const reset = async (person: string) =>
    ((await call(`/people/${person}/account/reset`, { factors: true })) as { oneTimePassword: string }).oneTimePassword;
  return {
    gate,
    url,
    keyFiles: { carla: await keyFile(gate.folder, 'carla'), chief: await keyFile(gate.folder, 'chief') },
    page: async (person, language = 'en') => {
      if (person !== null && !cookies.has(person))
        cookies.set(person, (await signIn(gate, url, person, await reset(person))).cookies);
      const own = person === null ? [] : (cookies.get(person) ?? []);
      const page = windows.get(person) ?? (await open(own, language));
      windows.set(person, page);
      await setCookies(page, [...own, { name: 'language', value: language }]);
      return page;
    },
    chiefByPasskey: async (language) => {
      const page = await open([], language);
      await signInByPasskey(page, await reset('chief'));
      await page.goto('/account');
      const shown = await page.locator('details pre').textContent();
      const { publicKey, origin, rpId } = JSON.parse(shown ?? '') as Record<'publicKey' | 'origin' | 'rpId', string>;
      const keys = join(gate.folder, 'keys');
      await addApprover(keys, 'chief', { publicKey, from: null, until: null, passkey: { origin, rpId } });
      return page;
    },
    strays: () => strays,
    call: (_person, path, body) => call(path, body),
    close: async () => {
      await browser.close();
      await gate.close();
    },
  };
}

type Cookies = readonly { readonly name: string; readonly value: string; readonly path: string }[];

const people = `id,name,email,manager,is_manager,language
ana,Ana Roy,ana@agency.example,mia,no,en
mia,Mia Tremblay,mia@agency.example,,yes,fr
carla,Carla Wong,carla@agency.example,,no,en
ines,Inès Caron,ines@agency.example,,no,fr
chief,Chris Okafor,chief@agency.example,,no,en
olga,Olga Petit,olga@agency.example,,no,fr
aude,Aude Martin,aude@agency.example,,no,fr
`;

async function signIn(gate: GatewayUnderTest, url: string, person: Holder, oneTime: string) {
  const web = browserUnderTest(gate.http, url);
  let page = await web.submit(await web.signIn(), { account: person, password: oneTime });
  page = await web.submit(page, { password, again: password });
  const secret = offeredSecret(page);
  if (secret !== '') page = await web.submit(page, { code: new TOTP({ secret }).generate() });
  const { access_token: token } = await web.tokens(page);
  // The session stands: the console is let in without a page.
  const inside = browserUnderTest(gate.http, url, '');
  inside.take(web.cookies());
  await inside.open(`${url}/sign-in?back=/account`);
  return { web, token, cookies: inside.cookies() };
}

/** As a person does who has a one-time password and no second factor yet; the authenticator is the browser's own. */
async function signInByPasskey(page: Page, oneTime: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const able = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true, ...able },
  });
  await page.goto('/sign-in');
  await page.locator('[name=account]').fill('chief');
  await page.locator('[name=password]').fill(oneTime);
  await page.locator('main button').click();
  // None of the former ones comes back.
  for (const field of ['password', 'again']) await page.locator(`[name=${field}]`).fill(`${password}-anew`);
  await page.locator('main button').click();
  await page.locator('svg.qr').waitFor();
  await page.locator('form[data-passkey=create] button').click();
  await page.locator('a[href="/account"]').waitFor();
}

async function keyFile(folder: string, person: 'carla' | 'chief'): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
  if (person === 'carla') await addDecider(join(folder, 'keys'), person, pem);
  else await addApprover(join(folder, 'keys'), person, { publicKey: pem, from: null, until: null, passkey: null });
  const file = join(folder, `${person}.key`);
  await writeFile(file, pemOf(privateKey));
  return file;
}

function pemOf(key: KeyObject): string {
  return String(key.export({ format: 'pem', type: 'pkcs8' }));
}
