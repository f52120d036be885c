// Sealing content so that only the holder of the master key can open it: one data key an item, bound to the item's id.
//
//   sealed = "PSL1" | ephemeral X25519 public key (32) | wrapped data key (32 + 16) | nonce (12) | ciphertext | tag (16)
//
// The wrapping key comes from X25519 (RFC 7748) between the ephemeral and the master key through HKDF-SHA-256 (RFC 5869).
// It is used once, so its nonce may be derived with it. The item id is associated data of both encryptions.
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const magic = Buffer.from('PSL1');
/** Everything of an X25519 SubjectPublicKeyInfo before the key's own 32 bytes (RFC 8410 section 4). */
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex');
const keyLength = 32;
const tagLength = 16;
const nonceLength = 12;
const wrappedAt = magic.length + keyLength;
const nonceAt = wrappedAt + keyLength + tagLength;
const contentAt = nonceAt + nonceLength;

/** Needs the master public key (X25519) only. */
export function seal(item: string, plain: Uint8Array, master: KeyObject): Uint8Array {
  const ephemeral = generateKeyPairSync('x25519');
  const ephemeralRaw = rawPublicKey(ephemeral.publicKey);
  const wrapping = wrappingKey(
    diffieHellman({ privateKey: ephemeral.privateKey, publicKey: master }),
    ephemeralRaw,
    rawPublicKey(master),
  );
  const dataKey = randomBytes(keyLength);
  const wrapped = encrypt(wrapping.key, wrapping.nonce, item, dataKey);
  const nonce = randomBytes(nonceLength);
  const sealed = Buffer.concat([magic, ephemeralRaw, ...wrapped, nonce, ...encrypt(dataKey, nonce, item, plain)]);
  dataKey.fill(0);
  return sealed;
}

/** Null when the bytes were not sealed for this item under this key, or were changed since. */
export function unseal(item: string, sealed: Uint8Array, master: KeyObject): Uint8Array | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < contentAt + tagLength || !bytes.subarray(0, magic.length).equals(magic)) return null;
  const ephemeralRaw = bytes.subarray(magic.length, wrappedAt);
  try {
    const ephemeral = createPublicKey({ key: Buffer.concat([spkiPrefix, ephemeralRaw]), format: 'der', type: 'spki' });
    const shared = diffieHellman({ privateKey: master, publicKey: ephemeral });
    const wrapping = wrappingKey(shared, ephemeralRaw, rawPublicKey(createPublicKey(master)));
    const dataKey = decrypt(wrapping.key, wrapping.nonce, item, bytes.subarray(wrappedAt, nonceAt));
    return decrypt(dataKey, bytes.subarray(nonceAt, contentAt), item, bytes.subarray(contentAt));
  } catch {
    return null;
  }
}

function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length);
}

function wrappingKey(shared: Buffer, ephemeral: Buffer, master: Buffer): { key: Buffer; nonce: Buffer } {
  const bytes = hkdfSync(
    'sha256',
    shared,
    Buffer.concat([ephemeral, master]),
    'postern sealed item 1',
    keyLength + nonceLength,
  );
  const derived = Buffer.from(bytes);
  return { key: derived.subarray(0, keyLength), nonce: derived.subarray(keyLength) };
}

/** AES-256-GCM; ciphertext and tag. A nonce is never used twice under one key. */
export function encrypt(key: Uint8Array, nonce: Uint8Array, boundTo: string, plain: Uint8Array): readonly Buffer[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(boundTo));
  return [cipher.update(plain), cipher.final(), cipher.getAuthTag()];
}

/** Throws when key, nonce, binding or bytes are not those of the encryption. */
export function decrypt(key: Uint8Array, nonce: Uint8Array, boundTo: string, encrypted: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(encrypted.subarray(encrypted.length - tagLength));
  return Buffer.concat([decipher.update(encrypted.subarray(0, encrypted.length - tagLength)), decipher.final()]);
}
