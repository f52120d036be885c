// Keyed hashes of texts: comparable with each other, unreadable and useless without the organisation's key.
import { hash } from 'node:crypto';
import type { HashKey } from '../../../model/register.ts';

export interface RegisterKey {
  /** Odd; chooses passages and phrases. */
  readonly base: number;
  /** Of letters[from, to): 48 bits, and 16 further ones of which none is 0. */
  hashOf(letters: Uint16Array, from: number, to: number): { readonly key: HashKey; readonly check: number };
  /** Of a short text. */
  hashOfText(text: string): HashKey;
  /** 16 hex digits of a hash over all of it. */
  idOf(letters: Uint16Array): string;
}

/** Longer than any secret that is ever fingerprinted, so that no finding can show this key as the fingerprint of one. */
const label = `${'\0'.repeat(2_000)}registered documents and records`;
const keyBytes = 32;

/** `fingerprint` is Keys.fingerprint: an HMAC under the organisation's key, from which this one is derived. */
export function registerKey(fingerprint: (secret: string) => string): RegisterKey {
  const secret = Buffer.from(fingerprint(label), 'hex');
  // SHA-256 of key and message, cut short: what is left out keeps anybody from going on with the hash.
  const scratch = Buffer.alloc(keyBytes + 2 * 400);
  secret.copy(scratch);
  const digestOf = (letters: Uint16Array, from: number, to: number): Buffer => {
    const bytes = Buffer.from(letters.buffer, letters.byteOffset + 2 * from, 2 * (to - from));
    if (keyBytes + bytes.length > scratch.length) return hash('sha256', Buffer.concat([secret, bytes]), 'buffer');
    bytes.copy(scratch, keyBytes);
    return hash('sha256', scratch.subarray(0, keyBytes + bytes.length), 'buffer');
  };
  const base = (hash('sha256', Buffer.concat([secret, Buffer.from('base')]), 'buffer').readUInt32LE(0) | 1) >>> 0;
  return {
    base,
    hashOf: (letters, from, to) => {
      const digest = digestOf(letters, from, to);
      return { key: digest.readUIntBE(0, 6), check: digest.readUInt16BE(6) || 1 };
    },
    hashOfText: (text) =>
      hash('sha256', Buffer.concat([secret, Buffer.from(`text\0${text}`)]), 'buffer').readUIntBE(0, 6),
    idOf: (letters) => digestOf(letters, 0, letters.length).toString('hex', 8, 16),
  };
}
