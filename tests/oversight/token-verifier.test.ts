// One verifier for the tokens of both issuers: what it takes, and everything like it that it must not.
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { tokenVerifier } from '../../adapters/identity/token-verifier.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pool = 'https://cognito-idp.ca-central-1.amazonaws.com/ca-central-1_Abc123DEF';
const embedded = 'https://postern.agency.example/oidc';
const audience = 'https://postern.agency.example/api/v1';

const verify = tokenVerifier([
  {
    kind: 'cognito',
    region: 'ca-central-1',
    userPool: 'ca-central-1_Abc123DEF',
    client: 'console',
    keys: { keys: [{ ...rsa.publicKey.export({ format: 'jwk' }), kid: 'pool', use: 'sig', alg: 'RS256' }] },
  },
  {
    kind: 'embedded',
    issuer: embedded,
    audience,
    keys: { keys: [{ ...ec.publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'ES256' }] },
  },
]);

const now = Math.floor(Date.now() / 1000);
const ofPool = {
  iss: pool,
  sub: 'f3c0',
  username: 'Ines',
  client_id: 'console',
  token_use: 'access',
  auth_time: now - 60,
};
const ofOwn = { iss: embedded, sub: 'ines', aud: audience, sid: 's1', auth_time: now - 60.5 };

const fromPool = (over: object = {}, key = rsa.privateKey, end = now + 300) =>
  new SignJWT({ ...ofPool, ...over })
    .setProtectedHeader({ alg: 'RS256', kid: 'pool' })
    .setIssuedAt(now - 60)
    .setExpirationTime(end)
    .sign(key);
const fromOwn = (over: object = {}) =>
  new SignJWT({ ...ofOwn, ...over })
    .setProtectedHeader({ alg: 'ES256', kid: 'own' })
    .setIssuedAt(now - 60)
    .setExpirationTime(now + 300)
    .sign(ec.privateKey);

describe('the verifier of tokens', () => {
  it('R-411 takes access tokens of either issuer, and tells who and since when', async () => {
    expect(await verify(await fromPool())).toEqual({
      issuer: 'cognito',
      person: 'ines',
      authenticatedAt: (now - 60) * 1000,
      session: null,
    });
    expect(await verify(await fromOwn())).toMatchObject({ issuer: 'embedded', person: 'ines', session: 's1' });
  });

  it('R-411 takes no token that is for somebody else, over, altered or unsigned', async () => {
    const refused = {
      'an id token': await fromPool({ token_use: 'id' }),
      'of another client': await fromPool({ client_id: 'shop' }),
      'of another pool': await fromPool({ iss: `${pool}X` }),
      'of no issuer': await fromPool({ iss: undefined }),
      'signed by somebody else': await fromPool({}, other.privateKey),
      over: await fromPool({}, rsa.privateKey, now - 1),
      'without a time of signing in': await fromPool({ auth_time: undefined }),
      'of the pool’s name with our own key': await fromOwn({ iss: pool }),
      'for another audience': await fromOwn({ aud: 'https://other.example' }),
      'without a session': await fromOwn({ sid: undefined }),
      'not a token': 'x.y.z',
      'very long': 'a'.repeat(100_000),
    };
    const [head = '', body = ''] = (await fromPool()).split('.');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', kid: 'pool' })).toString('base64url');
    for (const [name, token] of Object.entries({
      ...refused,
      unsigned: `${unsigned}.${body}.`,
      cut: `${head}.${body}.`,
    }))
      expect(await verify(token), name).toBeNull();
  });
});
