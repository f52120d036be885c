// Undoes what hides a marking from a program but not from a reader: look-alike letters, invisible characters, accents, odd
// spaces, terminal codes, text that runs from right to left; and makes one sign of all ornaments.
import { lookAlikes } from './look-alikes.ts';

/** A text in plain letters, and where each of its code units stood in the original. */
export interface FoldedText {
  readonly text: string;
  /** Offset in the original of each folded code unit, one more for the end; null when nothing changed. */
  readonly at: readonly number[] | null;
}

/** Stands for every sign that is neither letter, digit nor punctuation with a meaning here. */
const ornament = '*';

const spaces = new Set(['\u00a0', '\u1680', '\u202f', '\u205f', '\u3000', '\u2028', '\u2029', '\u0085', '\u2800']);
const dashes = new Set([
  '\u2010',
  '\u2011',
  '\u2012',
  '\u2013',
  '\u2014',
  '\u2015',
  '\u2212',
  '\u2043',
  '\ufe58',
  '\ufe63',
  '\u00b7',
]);
const slashes = new Set(['\u2044', '\u2215', '\u29f8']);
const singleQuotes = new Set(['\u2018', '\u2019', '\u02bc', '\u00b4', '\u2032']);
const doubleQuotes = new Set(['\u201c', '\u201d', '\u201e', '\u201f', '\u00ab', '\u00bb', '\u2039', '\u203a']);
const squareBrackets = new Map([
  ['\u3010', '['],
  ['\u3011', ']'],
  ['\u300c', '['],
  ['\u300d', ']'],
  ['\u3014', '['],
  ['\u3015', ']'],
]);

/** Linear. Letters keep their case; '' stands for a character that is not seen. */
export function foldText(text: string): FoldedText {
  if (isPlain(text)) return { text, at: null };
  const reversed = text.includes('\u202e') ? rightWayRound(text) : null;
  let folded = '';
  const at: number[] = [];
  const source = reversed ?? text;
  for (let offset = 0; offset < source.length; ) {
    const code = source.codePointAt(offset) ?? 0;
    const skipped = code === 0x1b ? terminalCode(source, offset) : 0;
    const character = String.fromCodePoint(code);
    const plain = skipped > 0 ? '' : foldCharacter(character);
    for (let i = 0; i < plain.length; i++) at.push(offset);
    folded += plain;
    offset += skipped > 0 ? skipped : character.length;
  }
  at.push(text.length);
  return { text: folded, at };
}

/** Offset in the original text of an offset in the folded one. */
export function originalOffset(folded: FoldedText, offset: number): number {
  return folded.at === null ? offset : (folded.at[offset] ?? folded.at.at(-1) ?? 0);
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7e || (code < 0x20 && !isSpacing(code))) return false;
  }
  return true;
}

/** Tab and line breaks. */
function isSpacing(code: number): boolean {
  return code >= 0x09 && code <= 0x0d;
}

const known = new Map<string, string>();

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return isSpacing(code) ? character : '';
  if (code < 0x7f) return character;
  let plain = known.get(character);
  if (plain === undefined) {
    plain = foldUncached(character, code);
    // Bounded: hostile text may hold every character there is.
    if (known.size < 4096) known.set(character, plain);
  }
  return plain;
}

function foldUncached(character: string, code: number): string {
  if (isInvisible(code)) return '';
  if (spaces.has(character) || (code >= 0x2000 && code <= 0x200a)) return ' ';
  if (dashes.has(character)) return '-';
  if (slashes.has(character)) return '/';
  if (singleQuotes.has(character)) return "'";
  if (doubleQuotes.has(character)) return '"';
  if (character === '\u2026') return '.';
  const alike = lookAlikes.get(character) ?? squareBrackets.get(character) ?? letterInSign(code);
  if (alike !== undefined) return alike;
  let plain = '';
  // NFKD takes accents, full-width, mathematical and circled letters apart.
  for (const piece of character.normalize('NFKD')) {
    const pieceCode = piece.codePointAt(0) ?? 0;
    if (!isInvisible(pieceCode)) plain += lookAlikes.get(piece) ?? piece;
  }
  return /^[^\p{L}\p{N}\p{Zs}!-~]+$/u.test(plain) ? ornament : plain;
}

/** Letters in circles and squares, and those that stand in pairs for flags, which Unicode does not take apart. */
function letterInSign(code: number): string | undefined {
  const first = [0x1f1e6, 0x1f150, 0x1f170].find((start) => code >= start && code < start + 26);
  return first === undefined ? undefined : String.fromCharCode(0x41 + code - first);
}

/** Control characters, zero-width, soft hyphen, direction controls, joiners, variation selectors, tags and combining marks. */
function isInvisible(code: number): boolean {
  return (
    (code >= 0x7f && code <= 0x9f && code !== 0x85) ||
    code === 0xad ||
    code === 0x34f ||
    code === 0x61c ||
    code === 0xfeff ||
    code === 0x180e ||
    code === 0x115f ||
    code === 0x1160 ||
    code === 0x3164 ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0x1f3fb && code <= 0x1f3ff) ||
    (code >= 0xe0000 && code <= 0xe01ef) ||
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x20d0 && code <= 0x20ff)
  );
}

const longestCode = 40;

/** Length of the terminal control sequence that begins here (ECMA-48 section 5.4), 0 when there is none. */
function terminalCode(text: string, from: number): number {
  if (text[from + 1] !== '[') return 0;
  for (let i = from + 2; i < text.length && i < from + longestCode; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x40 && code <= 0x7e) return i + 1 - from;
    if (code < 0x20 || code > 0x3f) return 0;
  }
  return 0;
}

/** The text as it is shown: what a right-to-left override turns round is turned back, up to its end or the end of the line. */
function rightWayRound(text: string): string {
  let shown = '';
  for (let from = 0; from < text.length; ) {
    const start = text.indexOf('\u202e', from);
    if (start < 0) return shown + text.slice(from);
    let end = start + 1;
    while (end < text.length && text[end] !== '\u202c' && text[end] !== '\n' && text[end] !== '\r') end++;
    const turned = Array.from(text.slice(start + 1, end))
      .reverse()
      .join('');
    shown += `${text.slice(from, start)}\u202e${turned}`;
    from = end;
  }
  return shown;
}
