// The organisation's fingerprint key, a secret: 32 bytes in hex or more, or any text as long.
import { fingerprintUnder } from '../adapters/aws/kms-keys.ts';
import type { Secrets } from '../adapters/aws/secrets.ts';
import type { Keys } from '../core/ports.ts';
import type { Settings } from './settings.ts';

/** Rejects when the secret cannot be read or is too short to be a key; waiting for it may come later. */
export function fingerprintKey(settings: Settings, secrets: Secrets): Promise<Uint8Array> {
  const key = secrets.text(settings.get('POSTERN_FINGERPRINT_SECRET')).then((text) => {
    const bytes = isHex(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'utf8');
    if (bytes.length < 32) throw new Error('the fingerprint secret is too short; it must hold 32 bytes or more');
    return bytes;
  });
  key.catch(() => undefined);
  return key;
}

/** Throws while the key is not here; no mail is examined before it is. */
export function fingerprinting(key: Promise<Uint8Array>): Keys['fingerprint'] {
  let known: Keys['fingerprint'] | null = null;
  key.then(
    (bytes) => {
      known = fingerprintUnder(bytes);
    },
    () => undefined,
  );
  return (secret) => {
    if (known === null) throw new Error('the fingerprint key is not here yet; try again later');
    return known(secret);
  };
}

function isHex(text: string): boolean {
  return text.length <= 1024 && text.length % 2 === 0 && /^[0-9a-f]+$/.test(text);
}
