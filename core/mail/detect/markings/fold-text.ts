// Undoes what hides a marking from a program but not from a reader: look-alike letters, invisible characters, accents, odd spaces.
import { lookAlikes } from './look-alikes.ts';

/** A text in plain letters, and where each of its code units stood in the original. */
export interface FoldedText {
  readonly text: string;
  /** Offset in the original of each folded code unit, one more for the end; null when nothing changed. */
  readonly at: readonly number[] | null;
}

const spaces = new Set(['\u00a0', '\u1680', '\u202f', '\u205f', '\u3000', '\u2028', '\u2029', '\u0085']);
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
const doubleQuotes = new Set(['\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb']);

/** Linear. Letters keep their case; '' stands for a character that is not seen. */
export function foldText(text: string): FoldedText {
  if (isPlain(text)) return { text, at: null };
  let folded = '';
  const at: number[] = [];
  let offset = 0;
  for (const character of text) {
    const plain = foldCharacter(character);
    for (let i = 0; i < plain.length; i++) at.push(offset);
    folded += plain;
    offset += character.length;
  }
  at.push(text.length);
  return { text: folded, at };
}

/** Offset in the original text of an offset in the folded one. */
export function originalOffset(folded: FoldedText, offset: number): number {
  return folded.at === null ? offset : (folded.at[offset] ?? folded.at.at(-1) ?? 0);
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7e) return false;
  return true;
}

const known = new Map<string, string>();

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
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
  const alike = lookAlikes.get(character);
  if (alike !== undefined) return alike;
  let plain = '';
  // NFKD takes accents, full-width, mathematical and circled letters apart.
  for (const piece of character.normalize('NFKD')) {
    const pieceCode = piece.codePointAt(0) ?? 0;
    if (!isInvisible(pieceCode)) plain += lookAlikes.get(piece) ?? piece;
  }
  return plain;
}

/** Zero-width, soft hyphen, direction controls, joiners, variation selectors, tags and combining marks. */
function isInvisible(code: number): boolean {
  return (
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
    (code >= 0xe0000 && code <= 0xe01ef) ||
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x20d0 && code <= 0x20ff)
  );
}
