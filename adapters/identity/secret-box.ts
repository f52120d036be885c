// Encrypts small secrets of accounts, such as those of authenticator apps, for one owner each (AES-256-GCM).
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface SecretBox {
  hide(secret: string, owner: string): string;
  /** Null when it was hidden for another owner or changed. */
  reveal(hidden: string, owner: string): string | null;
}

const nonceLength = 12;
const tagLength = 16;

/** `key` has 32 bytes. */
export function secretBox(key: Uint8Array): SecretBox {
  return {
    hide: (secret, owner) => {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
      const hidden = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url');
    },
    reveal: (hidden, owner) => {
      try {
        const bytes = Buffer.from(hidden, 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), {
          authTagLength: tagLength,
        }).setAAD(Buffer.from(owner));
        decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
        const shown = [decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()];
        return Buffer.concat(shown).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
