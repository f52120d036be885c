// ECDSA on P-256 over a digest that was made elsewhere (FIPS 186-5 section 6.4.1), as KMS does it and Node offers no way to.
import { createECDH, type KeyObject, randomBytes } from 'node:crypto';

/** Order of the curve. */
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The signature in DER. `digest` has 32 bytes. */
export function signDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const d = numberOf(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const exchange = createECDH('prime256v1');
  for (;;) {
    const k = numberOf(randomBytes(32)) % n;
    if (k === 0n) continue;
    exchange.setPrivateKey(bytesOf(k));
    const r = numberOf(exchange.getPublicKey().subarray(1, 33)) % n;
    const s = (inverse(k) * (numberOf(digest) + r * d)) % n;
    if (r !== 0n && s !== 0n) return sequence(integer(r), integer(s));
  }
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

/** By Fermat: the order is prime. */
function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, value % n, n - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % n;
    base = (base * base) % n;
  }
  return result;
}

/** Without leading zeros, but one where the first bit would mean a negative number. */
function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]);
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
