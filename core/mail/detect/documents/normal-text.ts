// A text as its letters and digits alone, so that case, accents, spacing, punctuation, line breaks and look-alike letters
// make no difference to whether two texts are the same.
import { lookAlikes } from '../markings/look-alikes.ts';

export interface NormalText {
  /** UTF-16 code units of letters and digits, folded. */
  readonly letters: Uint16Array;
  /** For each letter, the offset in the original of the character it came from. */
  readonly places: Uint32Array;
  /** Index into `letters` of the first letter of each word. */
  readonly words: Uint32Array;
}

/** Folded forms of the characters of the basic plane as they are met: undefined is unknown yet. */
const folded: (string | undefined)[] = new Array(0x10000);
/** Neither a letter nor the end of a word. */
const nothing = '';
const gap = ' ';

/** Linear. */
export function normalText(text: string): NormalText {
  let letters = new Uint16Array(text.length + 16);
  let places = new Uint32Array(text.length + 16);
  const words: number[] = [];
  let count = 0;
  let between = true;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const wide = unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length;
    const form = wide ? foldCharacter(text.slice(i, i + 2)) : (folded[unit] ?? learn(unit));
    if (form === gap) {
      // `inter-⏎national` is one word to a reader: a hyphen at the end of a line ends nothing.
      const joins: boolean = !between && isLineHyphen(text, i);
      between = !joins;
      if (joins) i = lineBreakAfter(text, i);
    } else if (form !== nothing) {
      if (between) words.push(count);
      between = false;
      if (count + form.length > letters.length) {
        letters = grown(letters, new Uint16Array(letters.length * 2));
        places = grown(places, new Uint32Array(places.length * 2));
      }
      for (let j = 0; j < form.length; j++) {
        letters[count] = form.charCodeAt(j);
        places[count++] = i;
      }
    }
    if (wide) i++;
  }
  return { letters: letters.subarray(0, count), places: places.subarray(0, count), words: Uint32Array.from(words) };
}

function learn(unit: number): string {
  const form = foldCharacter(String.fromCharCode(unit));
  folded[unit] = form;
  return form;
}

function foldCharacter(character: string): string {
  if (/^[\p{M}\p{Cf}'’ʼ\u00ad]$/u.test(character)) return nothing;
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const known = [...plain].map(latin).join('');
  const kept = known.replace(/[^\p{L}\p{N}]/gu, '').replace(/[ßœæøłđ]/gu, (letter) => spelled[letter] ?? letter);
  return kept === '' ? gap : kept;
}

/** The same for both cases of a letter, whichever of them looks like a Latin one. */
function latin(letter: string): string {
  return (lookAlikes.get(letter) ?? lookAlikes.get(letter.toUpperCase()) ?? letter).toLowerCase();
}

const spelled: Readonly<Record<string, string>> = { ß: 'ss', œ: 'oe', æ: 'ae', ø: 'o', ł: 'l', đ: 'd' };

const hyphens = new Set(['-', '\u2010', '\u2011']);

function isLineHyphen(text: string, at: number): boolean {
  return hyphens.has(text[at] ?? '') && lineBreakAfter(text, at) > at;
}

/** Index of the line break right behind `at`, or `at` itself. */
function lineBreakAfter(text: string, at: number): number {
  if (text[at + 1] === '\n') return at + 1;
  return text[at + 1] === '\r' && text[at + 2] === '\n' ? at + 2 : at;
}

function grown<T extends Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
