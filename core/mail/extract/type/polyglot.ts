// Files that are valid as two types at once: what a viewer shows and what another program makes of them differ.

import * as types from './media-types.ts';
import { startsWith } from './signatures.ts';

const pdfSearchBytes = 1024;

/** Beginnings of formats that start at their first byte. */
const starts: readonly string[] = [
  '\x89PNG\r\n\x1a\n',
  '\xff\xd8\xff',
  'GIF8',
  'BM',
  'RIFF',
  '%PDF-',
  'PK\x03\x04',
  'Rar!\x1a\x07',
  '7z\xbc\xaf\x27\x1c',
  '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
  '{\\rtf',
  'MZ',
  '\x7fELF',
];

/** `type` is the one the content was judged to be. A PDF stored in a ZIP as it is stands near its beginning too. */
export function isPolyglot(bytes: Buffer, type: string): boolean {
  const start = starts.find((one) => startsWith(bytes, 0, one));
  const container = startsWith(bytes, 32_769, 'CD001') || (startsWith(bytes, 257, 'ustar') && start !== 'BM');
  if (container && start !== undefined && start !== 'MZ') return true;
  const pdf = bytes.subarray(0, pdfSearchBytes).indexOf('%PDF-');
  if (pdf <= 0) return false;
  if (start === 'PK\x03\x04') return !isStoredEntry(bytes, pdf);
  if (start !== undefined || type.startsWith('image/') || type === types.html)
    return start !== '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
  return type === types.pdf && isPage(bytes.toString('latin1', 0, pdf));
}

function isStoredEntry(bytes: Buffer, at: number): boolean {
  // Its local header may be cut short (APPNOTE 4.3.7).
  return bytes.length >= 30 && at >= 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
}

function isPage(head: string): boolean {
  return /<(?:!doctype\s|html|head|body|script|hta:)|<\?php|^\s{0,50}#!/i.test(head);
}
