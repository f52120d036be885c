// Bytes to text. The one place that knows iconv-lite, which fills the gaps of the platform's own TextDecoder.
import iconv from 'iconv-lite';
import { decodeEbcdic, ebcdicPage } from './charsets/ebcdic.ts';
import { charsetName } from './charsets/label.ts';
import { fromHz, fromIso2022, type Shifted } from './charsets/shifted.ts';
import { asBuffer } from './lines.ts';

export interface DecodedText {
  readonly text: string;
  /** False when the charset is not one known here and the text is a guess. */
  readonly known: boolean;
  /** False when it is a guess in which hardly anything looks like text. */
  readonly legible: boolean;
}

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder | null>();

function platformDecoder(label: string): Decoder | null {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(label);
    } catch {
      decoder = null;
    }
    // Labels come from mail; only those that name a real encoding are worth remembering.
    if (decoder !== null) decoders.set(label, decoder);
  }
  return decoder;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const strictJapanese = new TextDecoder('iso-2022-jp', { fatal: true });
const latin = new TextDecoder('windows-1252');
/** Bytes that tell what a text is written in. */
const judgedHead = 4_096;

function strictly(decoder: Decoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Byte order marks (Unicode standard, section 23.8) say more than any label. */
function markedCharset(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes[2] === 0 && bytes[3] === 0 ? 'utf-32le' : 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0xfe && bytes[3] === 0xff ? 'utf-32be' : null;
}

/** Text in a Latin script as UTF-16 has a zero in every other byte. */
function zeroBytes(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const end = Math.min(bytes.length, judgedHead) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < end; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const many = end * 0.2;
  if (end >= 4 && odd > many && even <= many / 8) return 'utf-16le';
  return end >= 4 && even > many && odd <= many / 8 ? 'utf-16be' : null;
}

/** UTF-8 when it is valid, Japanese when it shifts as such, UTF-16 by its zeros, else `fallback`, else windows-1252. */
function guessed(bytes: Uint8Array, fallback: string | null = null): string {
  const marked = markedCharset(bytes);
  if (marked !== null) return named(bytes, marked) ?? '';
  const wide = zeroBytes(bytes);
  if (wide !== null) return named(bytes, wide) ?? '';
  const shifts = asBuffer(bytes).includes('\u001b$', 0, 'latin1') || asBuffer(bytes).includes('\u001b(', 0, 'latin1');
  const japanese = shifts ? strictly(strictJapanese, bytes) : null;
  const sure = japanese ?? strictly(strictUtf8, bytes);
  if (sure !== null) return sure;
  const name = charsetName(fallback);
  return (name === '' || name === 'utf-8' ? null : named(bytes, name)) ?? latin.decode(bytes);
}

/** Labelled UTF-8 without one valid sequence of it, a text is what the sender's system uses. */
function utf8(bytes: Uint8Array): string {
  const exact = strictly(strictUtf8, bytes);
  if (exact !== null) return exact;
  const lossy = (platformDecoder('utf-8') ?? latin).decode(bytes);
  return /[\u0080-\ufffc\u{10000}-\u{10ffff}]/u.test(lossy) ? lossy : latin.decode(bytes);
}

/** Without a mark it should be big-endian (RFC 2781); where the zero bytes of ASCII stand tells what it is. */
function utf16(bytes: Uint8Array): string {
  const found = markedCharset(bytes) ?? zeroBytes(bytes);
  if (found !== null) return named(bytes, found) ?? '';
  const plain = bytes.subarray(0, judgedHead).every((byte) => byte < 0x7f && byte > 8);
  return plain ? latin.decode(bytes) : (platformDecoder('utf-16be') ?? latin).decode(bytes);
}

function shifted(name: string, bytes: Uint8Array): Shifted | null {
  if (name === 'iso-2022-kr') return fromIso2022(bytes, 'euc-kr');
  if (name === 'iso-2022-cn') return fromIso2022(bytes, 'gb18030');
  return name === 'hz' ? fromHz(bytes) : null;
}

/** Names that iconv-lite takes for encodings of bytes or of mailbox names. */
const noCharsets: ReadonlySet<string> = new Set(['hex', 'base64', 'utf-7-imap', 'utf7imap', 'internal', 'cesu-8']);

/** Null when no decoder here knows the name. */
function named(bytes: Uint8Array, name: string): string | null {
  if (name === 'utf-8') return utf8(bytes);
  const decoder = platformDecoder(name);
  if (decoder !== null) return decoder.decode(bytes);
  const page = ebcdicPage(name);
  if (page !== null) return decodeEbcdic(bytes, page);
  try {
    if (!noCharsets.has(name) && iconv.encodingExists(name)) return iconv.decode(asBuffer(bytes), name);
  } catch {
    // An encoding that iconv-lite lists but cannot run is as good as unknown.
  }
  return null;
}

/** At least half of it ASCII letters, digits and blanks, or valid UTF-8 without controls. */
function isLegible(bytes: Uint8Array, text: string): boolean {
  const head = bytes.subarray(0, judgedHead);
  let plain = 0;
  let controls = 0;
  for (const byte of head) {
    const folded = byte | 32;
    if ((folded >= 97 && folded <= 122) || (byte >= 48 && byte <= 57) || byte === 32 || byte === 10) plain++;
    else if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) controls++;
  }
  if (plain >= head.length / 2) return true;
  const isWide = bytes.length > plain + controls && strictly(strictUtf8, bytes) !== null;
  return text.trim() === '' || (isWide && controls < head.length / 20 && /[^\u0000-\u007f]/.test(text));
}

/**
 * Never throws. No charset, or ASCII: judged by the bytes, as mail programs do, `fallback` being the charset of what
 * stands around it.
 */
export function decodeText(bytes: Uint8Array, charset: string | null, fallback: string | null = null): DecodedText {
  const name = charsetName(charset);
  const sure = (text: string): DecodedText => ({ text, known: true, legible: true });
  if (name === '') return sure(guessed(bytes, fallback));
  if (name === 'utf-16') return sure(utf16(bytes));
  const shift = shifted(name, bytes);
  if (shift !== null) {
    const text = named(shift.bytes, shift.sibling) ?? '';
    return { text, known: !shift.incomplete, legible: !shift.incomplete };
  }
  const marked = markedCharset(bytes);
  const text = marked === null || name.startsWith('utf-') ? named(bytes, name) : named(bytes, marked);
  if (text !== null) return sure(text);
  const guess = guessed(bytes, fallback);
  return { text: guess, known: false, legible: isLegible(bytes, guess) };
}
