// Files that are valid as two types at once: what a viewer shows and what another program makes of them differ.
import { Pattern, Subject } from '../../../rulebook/pattern.ts';
import { extensionOf } from './extension.ts';
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

/** Programs that open files of these names look past whatever stands before what they know. */
const readThrough: readonly { readonly extensions: ReadonlySet<string>; readonly marks: readonly Pattern[] }[] = [
  {
    extensions: new Set(['htm', 'html', 'shtml', 'xhtml', 'xht', 'svg']),
    marks: [
      new Pattern('<(?:!doctype|html|head|body|script|svg|iframe|meta|object|embed|form|img)\\b', { ignoreCase: true }),
    ],
  },
  {
    // Word takes a web archive for a document, wherever in the file it begins.
    extensions: new Set([
      'doc',
      'dot',
      'docx',
      'docm',
      'dotx',
      'dotm',
      'rtf',
      'wps',
      'mht',
      'mhtml',
      'xls',
      'xlsx',
      'xlsm',
    ]),
    marks: [
      new Pattern('^[ \\t]*mime-version[ \\t]*:', { ignoreCase: true, multiline: true }),
      new Pattern('^content-type[ \\t]*:[ \\t]*multipart/', { ignoreCase: true, multiline: true }),
    ],
  },
];

/** Pictures, sound, fonts, PDF, archives and what nobody knows: types that such programs do not show. */
function isOpaque(type: string): boolean {
  return !/^(?:text|message)\/|[+/]xml$|^application\/(?:rtf|hta|msword|vnd\.)/.test(type);
}

/** A page or web archive behind the beginning of something else, under the name of the former. */
export function isReadThrough(bytes: Buffer, type: string, name: string | null): boolean {
  const reader = readThrough.find(({ extensions }) => extensions.has(extensionOf(name)));
  if (reader === undefined || !isOpaque(type)) return false;
  const subject = new Subject(bytes.toString('latin1'));
  return reader.marks.every((mark) => mark.test(subject));
}

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
