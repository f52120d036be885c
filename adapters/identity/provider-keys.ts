// The secrets of the embedded provider: made anew at each start, or derived from one secret that several processes share.
import { createECDH, createPrivateKey, generateKeyPairSync, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

export interface ProviderKeys {
  /** Private, on the curve P-256: signs tokens. */
  readonly tokens: KeyObject;
  /** Signs cookies. */
  readonly cookies: string;
}

export function newProviderKeys(): ProviderKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { tokens: privateKey, cookies: randomBytes(32).toString('base64url') };
}

/** The same for the same secret, which has 32 bytes or more that nobody can guess. */
export function derivedProviderKeys(secret: Uint8Array): ProviderKeys {
  return { tokens: tokenKey(secret), cookies: derivedKey(secret, 'cookies').toString('base64url') };
}

/** 32 bytes for one use alone (RFC 5869). */
export function derivedKey(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `postern ${use}`, 32));
}

function tokenKey(secret: Uint8Array): KeyObject {
  const exchange = createECDH('prime256v1');
  const d = derivedKey(secret, 'tokens');
  // One value of 2^32 is no private key of the curve: this throws then, and another secret is to be made.
  exchange.setPrivateKey(d);
  const point = exchange.getPublicKey();
  const part = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: part(1), y: part(33), d: d.toString('base64url') };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}
