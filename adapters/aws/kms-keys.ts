// The Keys port on KMS: anyone with the scanning role seals under a data key of the item's own; only a grant opens it (DESIGN 5a).
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { type Keys, type OpeningProof, Refused, type SealedAccess } from '../../core/ports.ts';
import type { ContentKey, Context } from './kms-client.ts';

/**
 * sealed = "PSA1" | access (1) | length of the wrapped data key (2) | wrapped data key | nonce (12) | ciphertext | tag (16).
 * Everything before the nonce, and the item's id, is associated data.
 */
const magic = Buffer.from('PSA1');
const wrappedAt = magic.length + 3;
const nonceLength = 12;
const tagLength = 16;

export interface KmsKeysOptions {
  readonly key: ContentKey;
  /** HMAC key of the organisation's fingerprints. */
  readonly fingerprintKey: Uint8Array;
  /** The token of a grant that the approver made for this proof; rejects with Refused when it makes none. */
  tokenFor(item: string, proof: OpeningProof): Promise<string>;
}

export function kmsKeys({ key, fingerprintKey, tokenFor }: KmsKeysOptions): Keys {
  return {
    seal: (item, plain, access = 'grantable') => seal(key, item, plain, access),
    async open(item, sealed, proof) {
      const token = await tokenFor(item, proof);
      try {
        return await unseal(key, item, sealed, token);
      } finally {
        await key.retire(token).catch(() => undefined);
      }
    },
    fingerprint: (secret) => createHmac('sha256', fingerprintKey).update(secret).digest('hex'),
  };
}

/** Encryption context of what is sealed: KMS holds a grant to it, and CloudTrail shows it. */
export function contextOf(item: string, access: SealedAccess): Context {
  return { 'postern:item': item, 'postern:access': access };
}

async function seal(key: ContentKey, item: string, plain: Uint8Array, access: SealedAccess): Promise<Uint8Array> {
  const { plain: dataKey, wrapped } = await key.generate(contextOf(item, access));
  const head = Buffer.alloc(wrappedAt);
  magic.copy(head);
  head.writeUInt8(access === 'grantable' ? 1 : 2, magic.length);
  head.writeUInt16BE(wrapped.length, magic.length + 1);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', dataKey, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.concat([head, wrapped, Buffer.from(item)]));
  const sealed = Buffer.concat([head, wrapped, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  dataKey.fill(0);
  return sealed;
}

/** Rejects with Refused when the bytes were not sealed for this item, were changed, or the grant does not reach them. */
export async function unseal(
  key: ContentKey,
  item: string,
  sealed: Uint8Array,
  token: string | null,
): Promise<Uint8Array> {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const nonceAt = bytes.length < wrappedAt ? 0 : wrappedAt + bytes.readUInt16BE(magic.length + 1);
  const contentAt = nonceAt + nonceLength;
  const access = bytes[magic.length] === 1 ? 'grantable' : 'release-only';
  if (!bytes.subarray(0, magic.length).equals(magic) || bytes.length < contentAt + tagLength || nonceAt === 0)
    throw changed();
  const wrapped = bytes.subarray(wrappedAt, nonceAt);
  const dataKey = await key.decrypt(wrapped, contextOf(item, access), token);
  try {
    const decipher = createDecipheriv('aes-256-gcm', dataKey, bytes.subarray(nonceAt, contentAt), {
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

function changed(cause?: unknown): Refused {
  return new Refused('the content was not sealed for this item, or was changed since', { cause });
}
