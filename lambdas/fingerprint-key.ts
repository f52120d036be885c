// The organisation's fingerprint key, a secret: 32 bytes in hex or more, or any text as long.
import type { Secrets } from '../adapters/aws/secrets.ts';
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

function isHex(text: string): boolean {
  return text.length <= 1024 && text.length % 2 === 0 && /^[0-9a-f]+$/.test(text);
}
