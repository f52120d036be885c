// Tokens of an organisation's own sign-in, joined to the user pool of a deployment: taken for people whom the ledger knows.
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFactors } from '../../adapters/identity/local-factors.ts';
import { newProviderKeys } from '../../adapters/identity/provider-keys.ts';
import { signInMemory } from '../../adapters/identity/sign-in-memory.ts';
import type { TokenIssuer } from '../../adapters/identity/token-verifier.ts';
import { serveOversight } from '../../gateway/oversight-http.ts';
import { type OversightUnderTest, oversightUnderTest, start } from '../harness/oversight-under-test.ts';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
const userPool = 'ca-central-1_Abc123DEF';
const pool: TokenIssuer = {
  kind: 'cognito',
  region: 'ca-central-1',
  userPool,
  client: 'console',
  keys: { keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'pool', use: 'sig', alg: 'RS256' }] },
};
const publicUrl = 'https://console.agency.example';
const minute = 60_000;

let org: OversightUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
});
afterAll(() => org.close());

async function tokenOf(username: string): Promise<string> {
  const time = Math.floor(start / 1000);
  return new SignJWT({ username, client_id: 'console', token_use: 'access', auth_time: time })
    .setProtectedHeader({ alg: 'RS256', kid: 'pool' })
    .setIssuer(`https://cognito-idp.ca-central-1.amazonaws.com/${userPool}`)
    .setIssuedAt(time)
    .setExpirationTime(time + 24 * 3_600)
    .sign(key.privateKey);
}

async function identifying(issuers: readonly TokenIssuer[]) {
  const served = {
    publicUrl,
    version: '0.0.0',
    factors: await openFactors(org.folder, { origin: publicUrl, id: 'console.agency.example' }),
    routes: [],
    providerKeys: newProviderKeys(),
    memory: signInMemory(),
    issuers,
    script: '',
    report: () => undefined,
  };
  const { identify } = serveOversight(served, org.room);
  return async (username: string) => {
    const headers = { authorization: `Bearer ${await tokenOf(username)}` };
    return (await identify(new Request(`${publicUrl}/api/v1/me`, { headers })))?.person ?? null;
  };
}

it('R-411 takes a token of the pool for who is known here, and of no pool that is not named', async () => {
  const who = await identifying([pool]);
  expect(await who('ines')).toBe('ines');
  expect(await who('nobody')).toBeNull();
  expect(await (await identifying([]))('ines')).toBeNull();
});

it('R-410 R-411 closes such a session after 15 minutes without use, and when the person left', async () => {
  const who = await identifying([pool]);
  org.setClock(start + 14 * minute);
  expect(await who('ines')).toBe('ines');
  org.setClock(start + 28 * minute);
  expect(await who('ines')).toBe('ines');
  org.setClock(start + 44 * minute);
  expect(await who('ines')).toBeNull();
  org.setClock(start);
  expect(await who('ines')).toBeNull();
  const person = await org.room.ledger.record('person', 'second');
  const value = { ...(person?.value as object), status: 'left' };
  expect(await who('second')).toBe('second');
  await org.room.ledger.commit([
    { type: 'record', kind: 'person', id: 'second', version: person?.version ?? 0, value },
  ]);
  expect(await who('second')).toBeNull();
});
