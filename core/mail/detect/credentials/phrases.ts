// Finds where several words may be one value, whether or not anything announces a pass-phrase.
import type { Candidate } from './candidate.ts';
import { partsAmong } from './learned/small-words.ts';
import { meaning } from './lexicon.ts';
import { mayContinue } from './plain-words.ts';
import { isLetterOrDigit } from './spellings.ts';
import type { Token, TokenisedText } from './tokens.ts';

/** As many words as recovery phrases have at their shortest. */
const most = 12;
/** UTF-16 code units of twelve words; what is longer holds something else than words. */
const longest = 300;
/** Few values speak of passwords. */
const naming = meaning.noun | meaning.phraseNoun;

const binding = ['with', 'to', 'and', 'of', 'for', 'if', 'or', 'in'] as const;
/** Small words that lead up to a value, and those that leave it unfinished. */
const leading = partsAmong(...binding, 'sequel');
const unfinished = partsAmong(...binding, 'article', 'possessive', 'modal', 'was');

/** Whether more words follow in the clause, and the first is none that only leads up to a value. */
export function opensPhrase(source: TokenisedText, index: number): boolean {
  const begin = source.tokens[index];
  if (begin === undefined || isAmong(begin, leading) || following(source, index) === undefined) return false;
  return beginsWithLetter(source.text, begin);
}

/** Two to twelve words that begin at token `index`: up to the first word that may go on behind a value, and to the end of the clause. */
export function phrasesAt(source: TokenisedText, index: number): readonly Candidate[] {
  const found: Candidate[] = [];
  let short = false;
  let last = index;
  for (; last < index + most; last++) {
    const next = following(source, last);
    if (next === undefined) break;
    if (short || last === index || !endsBefore(next)) continue;
    short = true;
    notePhrase(found, source, index, last);
  }
  if (last > index && last < index + most) notePhrase(found, source, index, last);
  return found;
}

function isAmong(token: Token | undefined, parts: number): boolean {
  return token !== undefined && ((parts >> token.spelling.part) & 1) !== 0;
}

function notePhrase(found: Candidate[], { tokens, text }: TokenisedText, first: number, last: number): void {
  if (isAmong(tokens[last], unfinished)) return;
  const start = tokens[first]?.start ?? 0;
  let end = tokens[last]?.end ?? 0;
  if (end - start > longest) return;
  while (end > start && closing.includes(text.charAt(end - 1))) end--;
  if (!text.slice(start, end).includes(' ')) return;
  found.push({ start, end, shape: 'words', quoted: false, first, last, bare: null });
}

const closing = '.,;:!?)»"”';

/** The word that goes on in the same clause. */
function following({ tokens, text }: TokenisedText, at: number): Token | undefined {
  const here = tokens[at];
  const next = tokens[at + 1];
  if (here === undefined || next === undefined || here.after !== '' || next.line !== here.line || next.gap)
    return undefined;
  if ((next.meanings & naming) !== 0) return undefined;
  return next.word !== '' && beginsWithLetter(text, next) ? next : undefined;
}

/** Or with a figure. */
function beginsWithLetter(text: string, { start }: Token): boolean {
  const code = text.charCodeAt(start);
  return code < 0x80 ? isLetterOrDigit(code) : /[\p{L}\d]/u.test(text.charAt(start));
}

function endsBefore({ word, meanings, phraseWords, phrasePlace }: Token): boolean {
  const spelling = (meanings & meaning.hint) !== 0 && phrasePlace === 0 && phraseWords > 1;
  return spelling || mayContinue(word) || likening.has(word);
}

/** "exactly like the song", "then tap OK". */
const likening = new Set('exactly like as then comme pis puis exactement tel luego como dann wie depois'.split(' '));
