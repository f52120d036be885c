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

/** Some programs encode piece by piece, so that padding stands in the middle. */
function base64Bytes(text: string): Buffer {
  if (!/=[^=\s]/.test(text)) return Buffer.from(text, 'base64');
  return Buffer.concat(text.split(/=+/).map((piece) => Buffer.from(piece, 'base64')));
}

/** Where white space and a further word begin, -1 when they do not. */
function nextWord(window: string): number {
  for (let at = window.indexOf('=?', 1); at > 0; at = window.indexOf('=?', at + 2)) {
    if (window.charCodeAt(at - 1) <= 32) return at - 1;
  }
  return -1;
}

/** How long the payload is and what closes it; where `?=` was lost it ends with the line or before the next word. */
function payloadEnd(window: string): { readonly length: number; readonly closer: number } | null {
  const close = window.indexOf('?=');
  const next = close === 0 ? -1 : nextWord(window);
  if (close >= 0 && (next < 0 || close < next)) return { length: close, closer: 2 };
  if (close < 0 && window.length >= longestWord) return null;
  const length = (next < 0 ? window : window.slice(0, next)).trimEnd().length;
  const stray = window[length - 1] === '?' ? 1 : 0;
  return { length: length - stray, closer: stray };
}

/** The encoded word at `start` (where `=?` stands), or null. Looks no further than 4,000 characters. */
function wordAt(text: string, start: number): Word | null {
  const charsetEnd = text.indexOf('?', start + 2);
  if (charsetEnd < 0 || charsetEnd - start > 80 || text[charsetEnd + 2] !== '?') return null;
  const kind = text[charsetEnd + 1]?.toLowerCase();
  if (kind !== 'b' && kind !== 'q') return null;
  const payloadAt = charsetEnd + 3;
  const found = payloadEnd(text.slice(payloadAt, payloadAt + longestWord));
  if (found === null) return null;
  const payload = text.slice(payloadAt, payloadAt + found.length);
  const charset = text.slice(start + 2, charsetEnd).split('*')[0] ?? '';
  const bytes = kind === 'b' ? base64Bytes(payload) : quotedBytes(payload);
  return { charset: charset.toLowerCase(), bytes, end: payloadAt + found.length + found.closer };
}

function isWhite(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) > 32) return false;
  return true;
}

/** Raw header text is latin1 of the wire bytes; 8-bit values are UTF-8 nowadays (RFC 6532), else what the mail is in. */
function wireText(value: string, fallback: string | null): string {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 126 || code === 27) return decodeText(Buffer.from(value, 'latin1'), null, fallback).text;
  }
  return value;
}

/**
 * Decodes all encoded words of a raw (latin1) value. White space between two words is dropped, and the bytes of
 * neighbours in the same charset are joined first, since a character may be cut in two between them. `fallback` is the
 * charset of the mail, for bytes that name none and are no UTF-8.
 */
export function decodeWords(value: string, fallback: string | null = null): string {
  if (!value.includes('=?')) return wireText(value, fallback);
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
      out += wireText(value.slice(plainFrom, at), fallback);
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
  return out + wireText(value.slice(plainFrom), fallback);
}
