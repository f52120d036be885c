// Sealing content so that only the holder of the master key can open it: one data key an item, bound to the item's id.
//
//   wrapping = access (1) | ephemeral X25519 public key (32) | wrapped data key (32 + 16)
//   sealed   = "PSL2" | name of the wrapping (16) | nonce (12) | ciphertext | tag (16)
//
// The wrapping is kept by the key process apart from the content: destroying it destroys the content, and every copy.
// The wrapping key comes from X25519 (RFC 7748) between the ephemeral and the master key through HKDF-SHA-256 (RFC 5869).
// It is used once, so its nonce may be derived with it. The item id is associated data of both encryptions.
import {
  type CipherKey,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { SealedAccess } from '../../core/ports.ts';

const magic = Buffer.from('PSL2');
/** Everything of an X25519 SubjectPublicKeyInfo before the key's own 32 bytes (RFC 8410 section 4). */
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex');
const keyLength = 32;
const tagLength = 16;
const nonceLength = 12;
const nameLength = 16;
const ephemeralAt = 1;
const dataKeyAt = ephemeralAt + keyLength;
export const wrappingLength = dataKeyAt + keyLength + tagLength;
const nonceAt = magic.length + nameLength;
const contentAt = nonceAt + nonceLength;

export interface Sealed {
  /** Hex. */
  readonly name: string;
  readonly wrapping: Uint8Array;
  readonly sealed: Uint8Array;
}

/** Needs the master public key (X25519) only. */
export function seal(item: string, plain: Uint8Array, access: SealedAccess, master: KeyObject): Sealed {
  const ephemeral = generateKeyPairSync('x25519');
  const ephemeralRaw = rawPublicKey(ephemeral.publicKey);
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: master });
  const { key, nonce } = wrappingKey(shared, ephemeralRaw, rawPublicKey(master));
  const dataKey = randomBytes(keyLength);
  const name = randomBytes(nameLength);
  const wrapping = Buffer.concat([
    Buffer.of(accessByte(access)),
    ephemeralRaw,
    ...encrypt(key, nonce, boundTo(item, name, access), dataKey),
  ]);
  const contentNonce = randomBytes(nonceLength);
  const sealed = Buffer.concat([magic, name, contentNonce, ...encrypt(dataKey, contentNonce, item, plain)]);
  dataKey.fill(0);
  return { name: name.toString('hex'), wrapping, sealed };
}

/** Which wrapping opens these bytes, in hex; null when they were not sealed here. */
export function wrappingName(sealed: Uint8Array): string | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < contentAt + tagLength || !bytes.subarray(0, magic.length).equals(magic)) return null;
  return bytes.subarray(magic.length, nonceAt).toString('hex');
}

/** Null when the bytes were not sealed for this item under this key, or wrapping or bytes were changed since. */
export function unseal(
  item: string,
  sealed: Uint8Array,
  wrapping: Uint8Array,
  master: KeyObject,
): { readonly plain: Uint8Array; readonly access: SealedAccess } | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const wrapped = Buffer.from(wrapping.buffer, wrapping.byteOffset, wrapping.byteLength);
  if (wrappingName(bytes) === null || wrapped.length !== wrappingLength) return null;
  const access = wrapped[0] === accessByte('grantable') ? 'grantable' : 'release-only';
  const ephemeralRaw = wrapped.subarray(ephemeralAt, dataKeyAt);
  try {
    const ephemeral = createPublicKey({ key: Buffer.concat([spkiPrefix, ephemeralRaw]), format: 'der', type: 'spki' });
    const shared = diffieHellman({ privateKey: master, publicKey: ephemeral });
    const { key, nonce } = wrappingKey(shared, ephemeralRaw, rawPublicKey(createPublicKey(master)));
    const name = bytes.subarray(magic.length, nonceAt);
    const dataKey = decrypt(key, nonce, boundTo(item, name, access), wrapped.subarray(dataKeyAt));
    const plain = decrypt(dataKey, bytes.subarray(nonceAt, contentAt), item, bytes.subarray(contentAt));
    return { plain, access };
  } catch {
    return null;
  }
}

function accessByte(access: SealedAccess): number {
  return access === 'grantable' ? 1 : 0;
}

/** Associated data of the wrapping: neither the item nor who may open it can be exchanged. */
function boundTo(item: string, name: Buffer, access: SealedAccess): string {
  return `${item}\0${name.toString('hex')}\0${access}`;
}

function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length);
}

function wrappingKey(shared: Buffer, ephemeral: Buffer, master: Buffer): { key: Buffer; nonce: Buffer } {
  const bytes = hkdfSync(
    'sha256',
    shared,
    Buffer.concat([ephemeral, master]),
    'postern sealed item 2',
    keyLength + nonceLength,
  );
  const derived = Buffer.from(bytes);
  return { key: derived.subarray(0, keyLength), nonce: derived.subarray(keyLength) };
}

/** AES-256-GCM; ciphertext and tag. A nonce is never used twice under one key. */
export function encrypt(key: CipherKey, nonce: Uint8Array, boundTo: string, plain: Uint8Array): readonly Buffer[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(boundTo));
  return [cipher.update(plain), cipher.final(), cipher.getAuthTag()];
}

/** Throws when key, nonce, binding or bytes are not those of the encryption. */
export function decrypt(key: CipherKey, nonce: Uint8Array, boundTo: string, encrypted: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(encrypted.subarray(encrypted.length - tagLength));
  return Buffer.concat([decipher.update(encrypted.subarray(0, encrypted.length - tagLength)), decipher.final()]);
}
