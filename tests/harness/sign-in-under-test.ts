// Sign-in and API over HTTP on the organisation of the tests, whose clock the test sets.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TOTP } from 'otpauth';
import { openFactors } from '../../adapters/identity/local-factors.ts';
import { pemOf } from '../../adapters/identity/passkeys.ts';
import { newProviderKeys } from '../../adapters/identity/provider-keys.ts';
import { signInMemory } from '../../adapters/identity/sign-in-memory.ts';
import { accountRoutes } from '../../console/api/account-routes.ts';
import { caseRoutes } from '../../console/api/case-routes.ts';
import { contentRoutes } from '../../console/api/content-routes.ts';
import { releaseRoutes } from '../../console/api/release-routes.ts';
import { rightRoutes } from '../../console/api/right-routes.ts';
import { resetAccount } from '../../core/oversight/sign-in/reset-account.ts';
import type { OpeningProof } from '../../core/ports.ts';
import type { Factors } from '../../core/sign-in-ports.ts';
import { startHttp } from '../../gateway/http/http-server.ts';
import { serveOversight } from '../../gateway/oversight-http.ts';
import { termsUnderTest } from '../oversight/api-under-test.ts';
import { type BrowserUnderTest, browserUnderTest, offeredSecret, type Page } from './browser-under-test.ts';
import { type OversightUnderTest, oversightUnderTest, type Somebody } from './oversight-under-test.ts';

export interface Enrolled {
  readonly browser: BrowserUnderTest;
  readonly token: string;
  readonly password: string;
  /** Of the app; '' for who needs none. */
  readonly secret: string;
}

export interface SignInUnderTest {
  readonly org: OversightUnderTest;
  readonly publicUrl: string;
  readonly factors: Factors;
  /** Proofs of releases that the API passed on. */
  readonly released: readonly OpeningProof[];
  browser(): BrowserUnderTest;
  /** The code an app shows at the tests' time, or so many steps later. */
  code(secret: string, later?: number): string;
  /** A one-time password that adam gives. */
  oneTime(person: Somebody): Promise<string>;
  /** Signs in for the first time; who needs a second factor gets an app, whose secret comes back too. */
  enrol(person: Somebody): Promise<Enrolled>;
  close(): Promise<void>;
}

export async function signInUnderTest(): Promise<SignInUnderTest> {
  const org = await oversightUnderTest();
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const factors = quick(await openFactors(org.folder, { origin: publicUrl, id: 'localhost' }));
  let enrolled = 0;
  const released: OpeningProof[] = [];
  const release = async (_item: string, proof: OpeningProof) => {
    released.push(proof);
    return new Map([['me@gmail.com', 'served']]);
  };
  const passkey = { origin: publicUrl, rpId: 'localhost' };
  const routes = [
    ...caseRoutes,
    ...contentRoutes,
    ...rightRoutes,
    ...accountRoutes({ factors, passkey, pemOf }),
    ...releaseRoutes({ release, terms: termsUnderTest() }),
  ];
  const report = ({ cause }: { readonly cause: unknown }) => {
    throw cause;
  };
  const [providerKeys, memory] = [newProviderKeys(), signInMemory()];
  const served = { publicUrl, version: '0.0.0', report, factors, routes, providerKeys, memory, script: '' };
  const { app } = serveOversight(served, org.room);
  const http = await startHttp(app, '127.0.0.1', port);
  const browser = () => browserUnderTest(`http://127.0.0.1:${port}`, publicUrl);
  const code = (secret: string, later = 0) =>
    new TOTP({ secret }).generate({ timestamp: org.room.clock() + later * 30_000 });
  const oneTime = async (person: Somebody) =>
    resetAccount({ ...org.room, factors }, await org.as('adam'), { person, factors: true });
  return {
    org,
    publicUrl,
    factors,
    released,
    browser,
    code,
    oneTime,
    enrol: async (person) => {
      const password = `Correct-horse-${++enrolled}-battery`;
      const web = browser();
      let page: Page = await web.submit(await web.signIn(), { account: person, password: await oneTime(person) });
      page = await web.submit(page, { password, again: password });
      const secret = offeredSecret(page);
      if (secret !== '') page = await web.submit(page, { code: code(secret) });
      return { browser: web, token: (await web.tokens(page)).access_token, password, secret };
    },
    close: async () => {
      await http.close();
      await org.close();
    },
  };
}

/** Slow hashes have tests of their own. */
function quick(factors: Factors): Factors {
  const hash = (password: string) => createHash('sha256').update(password).digest('hex');
  return {
    ...factors,
    hashPassword: async (password) => hash(password),
    isPassword: async (password, known) => hash(password) === known,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
