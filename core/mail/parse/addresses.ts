// Address lists (RFC 5322 section 3.4), read tolerantly and in one pass, so that every address somebody could see is found.
import type { MailAddress } from '../../model/message.ts';
import { decodeWords } from './encoded-words.ts';

export interface AddressList {
  readonly addresses: readonly MailAddress[];
  /** More than the limit: the rest was not read. */
  readonly cut: boolean;
}

const maximumAddresses = 10_000;
/** Longest display name kept, in characters. */
const maximumName = 1_000;

interface Scan {
  readonly text: string;
  at: number;
  /** What was read since the last separator, quotes resolved. */
  words: string;
  comment: string;
  /** An unclosed comment, quote or angle was met: such characters then stand for themselves. */
  looseComment: boolean;
  looseQuote: boolean;
  /** Addresses in angle brackets of the mailbox being read. */
  angles: string[];
}

function readComment(scan: Scan): void {
  let depth = 0;
  const { text } = scan;
  for (let i = scan.at; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) {
      if (scan.comment.length < maximumName)
        scan.comment += text.slice(scan.at + 1, Math.min(i, scan.at + maximumName));
      scan.at = i + 1;
      return;
    }
  }
  scan.looseComment = true;
}

function readQuoted(scan: Scan): void {
  const { text } = scan;
  let value = '';
  for (let i = scan.at + 1; i < text.length; i++) {
    if (text[i] === '"') {
      // A quoted local part keeps its quotes, a quoted name does not.
      scan.words += text[i + 1] === '@' ? `"${value}"` : value;
      scan.at = i + 1;
      return;
    }
    if (text[i] === '\\') i++;
    value += text[i] ?? '';
  }
  scan.looseQuote = true;
}

/** `<…>`: the route of old source routing is dropped (RFC 5322 section 4.4). */
function readAngle(scan: Scan): void {
  const close = scan.text.indexOf('>', scan.at);
  const end = close < 0 ? scan.text.length : close;
  const inner = scan.text.slice(scan.at + 1, Math.min(end, scan.at + 2_000)).trim();
  const colon = inner.startsWith('@') ? inner.indexOf(':') : -1;
  scan.angles.push(inner.slice(colon + 1).trim());
  scan.at = Math.min(end + 1, scan.text.length);
}

function flush(scan: Scan, out: MailAddress[]): void {
  const words = scan.words.trim();
  const comment = scan.comment.trim();
  const first = scan.angles[0];
  if (first === undefined) addBare(words, comment, out);
  else {
    const name = decodeWords((words === '' ? comment : words).slice(0, maximumName)).trim();
    for (const address of scan.angles)
      if (address !== '' || scan.angles.length === 1) out.push({ name, address: internationalised(address) });
  }
  scan.words = '';
  scan.comment = '';
  scan.angles = [];
}

/** A mailbox without angle brackets: `user@host`, with the name in a comment, or just words. */
function addBare(words: string, comment: string, out: MailAddress[]): void {
  if (words === '') return;
  const text = words.slice(0, 2_000);
  const parts = text.startsWith('"') && text.includes('"@') ? [text] : text.split(/\s+/);
  const addresses = parts.filter((part) => part.includes('@'));
  if (addresses.length === 0) {
    out.push({ name: decodeWords(text).trim(), address: '' });
    return;
  }
  const others = parts.filter((part) => !part.includes('@')).join(' ');
  const name = decodeWords((comment === '' ? others : comment).slice(0, maximumName)).trim();
  for (const address of addresses) out.push({ name, address: internationalised(address) });
}

/** An address in UTF-8 (RFC 6532 section 3.2); encoded words have no meaning in it, so one without 8-bit signs stays. */
function internationalised(address: string): string {
  return /[\x80-\xff]/.test(address) ? decodeWords(address) : address;
}

/** Reads a raw (latin1, unfolded) value. At most 10,000 addresses; linear; never throws. */
export function readAddresses(value: string): AddressList {
  const scan: Scan = { text: value, at: 0, words: '', comment: '', looseComment: false, looseQuote: false, angles: [] };
  const out: MailAddress[] = [];
  while (scan.at < value.length) {
    if (out.length >= maximumAddresses) return { addresses: out, cut: true };
    const char = value[scan.at] ?? '';
    const before = scan.at;
    if (char === '(' && !scan.looseComment) readComment(scan);
    else if (char === '"' && !scan.looseQuote) readQuoted(scan);
    else if (char === '<') readAngle(scan);
    else if (char === ',' || char === ';') {
      flush(scan, out);
      scan.at++;
    } else if (char === ':' && scan.angles.length === 0 && !scan.words.includes('@')) {
      // The name of a group; its members follow.
      scan.words = '';
      scan.at++;
    }
    if (scan.at === before) {
      scan.words += char;
      scan.at++;
    }
  }
  flush(scan, out);
  return { addresses: out, cut: false };
}
