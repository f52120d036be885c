// The Keys port on KMS: scanning roles seal under a data key of the item's own and can open none; the releasing role opens on a
// decider's proof, which it checks itself (DESIGN 5a).
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { type Clock, type Keys, Refused, type SealedAccess } from '../../core/ports.ts';
import { refusalOf } from '../local/opening-proof.ts';
import type { ItemShares } from './dynamo-shares.ts';
import type { ContentKey, Context } from './kms-client.ts';

/**
 * What content is encrypted with is made of two halves: a data key, which travels with the content, wrapped by KMS, and the
 * item's share, which lies in the table alone. Destroying the share destroys every copy.
 *
 * sealed = "PSA1" | access (1) | length of the wrapped data key (2) | wrapped data key | nonce (12) | ciphertext | tag (16).
 * Everything before the nonce, and the item's id, is associated data.
 */
const magic = Buffer.from('PSA1');
const wrappedAt = magic.length + 3;
const nonceLength = 12;
const tagLength = 16;

export interface KmsKeysOptions {
  readonly key: ContentKey;
  readonly shares: ItemShares;
  readonly fingerprint: Keys['fingerprint'];
  /** Ed25519 public keys by the decider's name: Base64 of their SubjectPublicKeyInfo. None: nothing is opened here. */
  readonly deciders: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

export function kmsKeys({ key, shares, fingerprint, deciders, clock }: KmsKeysOptions): Keys {
  return {
    seal: (item, plain, access = 'grantable') => seal({ key, shares }, item, plain, access),
    async open(item, sealed, proof) {
      const refusal = refusalOf('release', proof, item, clock(), (name) => deciderKey(deciders, name));
      if (refusal !== null) throw new Refused(refusal);
      return unseal({ key, shares }, item, sealed, null);
    },
    fingerprint,
  };
}

/** By the HMAC key of the organisation's fingerprints. */
export function fingerprintUnder(key: Uint8Array): Keys['fingerprint'] {
  return (secret) => createHmac('sha256', key).update(secret).digest('hex');
}

/** Null for who is no decider. */
export function deciderKey(deciders: Readonly<Record<string, string>>, name: string): KeyObject | null {
  const text = Object.hasOwn(deciders, name) ? deciders[name] : undefined;
  if (text === undefined) return null;
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  return key.asymmetricKeyType === 'ed25519' ? key : null;
}

/**
 * Encryption context of what is sealed; the key policy takes this name alone. A grant names the bare id and so never reaches
 * what is `release-only`.
 */
export function contextOf(item: string, access: SealedAccess): Context {
  return { item: access === 'grantable' ? item : `release-only/${item}` };
}

/** Both halves of what an item's content is encrypted with. */
export interface Halves {
  readonly key: ContentKey;
  readonly shares: ItemShares;
}

function contentKeyOf(dataKey: Uint8Array, share: Uint8Array): Buffer {
  return createHmac('sha256', dataKey).update(share).digest();
}

/** Bound to the item: nothing else is opened under its name. */
export async function seal(
  { key, shares }: Halves,
  item: string,
  plain: Uint8Array,
  access: SealedAccess,
): Promise<Uint8Array> {
  const [{ plain: dataKey, wrapped }, share] = await Promise.all([
    key.generate(contextOf(item, access)),
    shares.make(item),
  ]);
  const head = Buffer.alloc(wrappedAt);
  magic.copy(head);
  head.writeUInt8(access === 'grantable' ? 1 : 2, magic.length);
  head.writeUInt16BE(wrapped.length, magic.length + 1);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', contentKeyOf(dataKey, share), nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.concat([head, wrapped, Buffer.from(item)]));
  const sealed = Buffer.concat([head, wrapped, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  dataKey.fill(0);
  return sealed;
}

/** Rejects with Refused when the bytes were not sealed for this item, were changed, or the grant does not reach them. */
export async function unseal(
  { key, shares }: Halves,
  item: string,
  sealed: Uint8Array,
  token: string | null,
): Promise<Uint8Array> {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const nonceAt = bytes.length < wrappedAt ? 0 : wrappedAt + bytes.readUInt16BE(magic.length + 1);
  const contentAt = nonceAt + nonceLength;
  if (!bytes.subarray(0, magic.length).equals(magic) || bytes.length < contentAt + tagLength || nonceAt === 0)
    throw changed();
  const wrapped = bytes.subarray(wrappedAt, nonceAt);
  const share = await shares.get(item);
  if (share === null) throw new Refused('this item was disposed of');
  const dataKey = await key.decrypt(wrapped, contextOf(item, accessOf(bytes)), token);
  try {
    const decipher = createDecipheriv('aes-256-gcm', contentKeyOf(dataKey, share), bytes.subarray(nonceAt, contentAt), {
      authTagLength: tagLength,
    });
    decipher.setAAD(Buffer.concat([bytes.subarray(0, nonceAt), Buffer.from(item)]));
    decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
    return Buffer.concat([decipher.update(bytes.subarray(contentAt, bytes.length - tagLength)), decipher.final()]);
  } catch (cause) {
    throw changed(cause);
  } finally {
    dataKey.fill(0);
  }
}

/** As it says itself; when it is opened it shows whether that was changed. */
export function accessOf(sealed: Uint8Array): SealedAccess {
  return sealed[magic.length] === 1 ? 'grantable' : 'release-only';
}

function changed(cause?: unknown): Refused {
  return new Refused('the content was not sealed for this item, or was changed since', { cause });
}
