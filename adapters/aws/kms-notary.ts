// The Notary port on KMS: an asymmetric key that never leaves it signs the trail, disposals and exports.
import { createHash, createPublicKey } from 'node:crypto';
import { attestedBytes } from '../../core/model/audit-chain.ts';
import type { Notary } from '../../core/ports.ts';
import type { SigningKey } from './kms-client.ts';

/** Rejects when the public half cannot be had. */
export async function kmsNotary(key: SigningKey): Promise<Notary> {
  const der = Buffer.from(await key.publicKey());
  const notaryKey = String(
    createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ format: 'pem', type: 'spki' }),
  );
  return {
    algorithm: 'ECDSA_SHA_256',
    notaryKey,
    async attest(kind, statement) {
      // KMS itself takes no more than 4 KB.
      const digest = createHash('sha256').update(attestedBytes(kind, statement)).digest();
      return Buffer.from(await key.sign(digest)).toString('base64');
    },
  };
}
