// RFC 2047 encoded words in header values, decoded the way mail programs show them.
import { decodeText } from './charset.ts';

const longestWord = 4_000;

interface Word {
  readonly charset: string;
  readonly bytes: Buffer;
  readonly end: number;
}

function quotedBytes(text: string): Buffer {
  const out = Buffer.alloc(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    const hex = char === 61 ? Number.parseInt(text.slice(i + 1, i + 3), 16) : Number.NaN;
    if (char === 61 && text.length > i + 2 && !Number.isNaN(hex)) {
      out[length++] = hex;
      i += 2;
    } else out[length++] = char === 95 ? 32 : char;
  }
  return out.subarray(0, length);
}

/** The encoded word at `start` (where `=?` stands), or null. Looks no further than 4,000 characters. */
function wordAt(text: string, start: number): Word | null {
  const charsetEnd = text.indexOf('?', start + 2);
  if (charsetEnd < 0 || charsetEnd - start > 80 || text[charsetEnd + 2] !== '?') return null;
  const kind = text[charsetEnd + 1]?.toLowerCase();
  const window = text.slice(charsetEnd + 3, charsetEnd + 3 + longestWord);
  const close = window.indexOf('?=');
  if (close < 0 || (kind !== 'b' && kind !== 'q')) return null;
  const payload = window.slice(0, close);
  const charset = text.slice(start + 2, charsetEnd).split('*')[0] ?? '';
  const bytes = kind === 'b' ? Buffer.from(payload, 'base64') : quotedBytes(payload);
  return { charset: charset.toLowerCase(), bytes, end: charsetEnd + 3 + close + 2 };
}

function isWhite(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) > 32) return false;
  return true;
}

/** Raw header text is latin1 of the wire bytes; 8-bit values are UTF-8 nowadays (RFC 6532). */
function wireText(value: string): string {
  for (let i = 0; i < value.length; i++) {
    if (value.charCodeAt(i) > 126) return decodeText(Buffer.from(value, 'latin1'), null).text;
  }
  return value;
}

/**
 * Decodes all encoded words of a raw (latin1) value. White space between two words is dropped, and the bytes of
 * neighbours in the same charset are joined first, since a character may be cut in two between them.
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return wireText(value);
  let out = '';
  let plainFrom = 0;
  let pending: { charset: string; bytes: Buffer[] } | null = null;
  const flush = (): void => {
    if (pending !== null) out += decodeText(Buffer.concat(pending.bytes), pending.charset).text;
    pending = null;
  };
  let at = value.indexOf('=?');
  while (at >= 0) {
    const word = wordAt(value, at);
    if (word === null) {
      at = value.indexOf('=?', at + 2);
      continue;
    }
    const gap = pending !== null && isWhite(value, plainFrom, at);
    if (!gap) {
      flush();
      out += wireText(value.slice(plainFrom, at));
    }
    if (pending !== null && (pending as { charset: string }).charset === word.charset)
      (pending as { bytes: Buffer[] }).bytes.push(word.bytes);
    else {
      flush();
      pending = { charset: word.charset, bytes: [word.bytes] };
    }
    plainFrom = word.end;
    at = value.indexOf('=?', word.end);
  }
  flush();
  return out + wireText(value.slice(plainFrom));
}
