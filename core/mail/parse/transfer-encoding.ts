// Content-Transfer-Encoding (RFC 2045 section 6): which one a field names, and its decoding with a note of what was odd.
import { gunzipSync } from 'node:zlib';
import { decodeBase64 } from './base64.ts';
import { findBinHex } from './binhex.ts';
import type { Decoded } from './decoded.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';
import { findUuencoded } from './uuencode.ts';
import { findYenc } from './yenc.ts';

export type Encoding =
  | 'identity'
  | 'base64'
  | 'quoted-printable'
  | 'uuencode'
  | 'yenc'
  | 'gzip64'
  | 'binhex'
  | 'unknown';

const exact: ReadonlyMap<string, Encoding> = new Map(
  Object.entries({
    '': 'identity',
    '7bit': 'identity',
    '8bit': 'identity',
    binary: 'identity',
    base64: 'base64',
    'quoted-printable': 'quoted-printable',
    'x-uuencode': 'uuencode',
    'x-uue': 'uuencode',
    uuencode: 'uuencode',
    'x-yencode': 'yenc',
    'x-gzip64': 'gzip64',
    gzip64: 'gzip64',
    'mac-binhex': 'binhex',
    'mac-binhex40': 'binhex',
    'x-binhex': 'binhex',
  }),
);

/** What a sloppy reader makes of one word: the first known name in it. */
function sloppy(word: string): Encoding {
  const known = exact.get(word);
  if (known !== undefined) return known;
  if (word.includes('gzip')) return 'gzip64';
  if (word.includes('64')) return 'base64';
  if (word.includes('quoted') || word.includes('qp') || word.includes('printable')) return 'quoted-printable';
  if (word.includes('uu')) return 'uuencode';
  if (word.includes('yenc')) return 'yenc';
  if (word.includes('binhex') || word.includes('hqx')) return 'binhex';
  return 'unknown';
}

/** The usual reading of a field and the one of readers that differ; the same twice when nobody differs. */
export function encodingReadings(value: string | null): readonly [Encoding, Encoding] {
  if (value === null) return ['identity', 'identity'];
  const text = value.slice(0, 200).toLowerCase();
  // RFC 2045 allows comments; `base64 (x)` is plain base64.
  const plain = text.replace(/\([^()]*\)/g, '').trim();
  const known = exact.get(plain);
  if (known !== undefined) return [known, known];
  const words = plain.split(/[\s,;"=?\\]+/).filter((word) => word !== '');
  const unescaped = exact.get(plain.replace(/["\\;]/g, '').trim());
  const readings = words.map(sloppy).filter((encoding) => encoding !== 'unknown' && encoding !== 'identity');
  const first = unescaped ?? readings[0] ?? (text.includes('=?utf-8?b?') ? encodedWordName(value) : 'unknown');
  const last = readings.at(-1) ?? first;
  return last === first ? [first, first === 'unknown' ? 'unknown' : 'identity'] : [first, last];
}

function encodedWordName(value: string): Encoding {
  const payload = /\?b\?([a-z0-9+/=]{1,100})\?=/i.exec(value.slice(0, 200))?.[1] ?? '';
  return sloppy(Buffer.from(payload, 'base64').toString('latin1').toLowerCase());
}

/** Most that one gzip64 part may expand to, in bytes. */
const maximumInflated = 32 * 2 ** 20;

function decoded(content: Uint8Array, odd: string | null = null, others: readonly Uint8Array[] = []): Decoded {
  return { content, odd, others, unread: false };
}

function gunzipped(bytes: Buffer): Decoded {
  const inner = decodeBase64(bytes).content;
  try {
    // Most readers do not know this encoding and show what came.
    return decoded(gunzipSync(inner, { maxOutputLength: maximumInflated }), 'unusual-transfer-encoding', [bytes]);
  } catch {
    return { content: inner, odd: 'unreadable-transfer-encoding', others: [], unread: true };
  }
}

/** An encoding nobody declared properly: base64 when every character of it says so. */
function sniffed(bytes: Buffer): Decoded {
  if (!looksLikeBase64(bytes)) return decoded(bytes, 'unknown-transfer-encoding');
  return decoded(decodeBase64(bytes).content, 'unknown-transfer-encoding', [bytes]);
}

function looksLikeBase64(bytes: Buffer): boolean {
  const sample = bytes.toString('latin1', 0, 4_000);
  return (
    sample.length >= 40 && /^[A-Za-z0-9+/=\r\n]+$/.test(sample) && /[\r\n=]/.test(sample) && /[0-9A-Z]/.test(sample)
  );
}

/** Decodes a part's body. Linear; never throws. */
export function decodeTransfer(bytes: Buffer, encoding: Encoding): Decoded {
  switch (encoding) {
    case 'identity':
      return decoded(bytes);
    case 'base64':
      return decodeBase64(bytes);
    case 'quoted-printable':
      return decodeQuotedPrintable(bytes);
    case 'gzip64':
      return gunzipped(bytes);
    case 'uuencode': {
      const found = findUuencoded(bytes)[0];
      return decoded(found?.content ?? bytes, 'unusual-transfer-encoding');
    }
    case 'yenc': {
      const found = findYenc(bytes)[0];
      return decoded(found?.content ?? bytes, 'unusual-transfer-encoding');
    }
    case 'binhex':
      // Left as it is: with its heading it is opened as a container later.
      return { content: bytes, odd: 'unusual-transfer-encoding', others: [], unread: findBinHex(bytes).length === 0 };
    case 'unknown':
      return sniffed(bytes);
  }
}
