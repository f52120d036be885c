// Cuts normalised text into words, lines and sentences, and marks what each word means to the grammar.
import { foldWord, type Lexicon, meaning } from './lexicon.ts';
import type { ValueShape } from './value-shape.ts';

export interface Token {
  /** UTF-16 range in the normalised text, punctuation around included. */
  readonly start: number;
  readonly end: number;
  /** Folded, without punctuation; '' when there is nothing but punctuation. */
  readonly word: string;
  readonly spelling: Spelling;
  readonly line: number;
  readonly sentence: number;
  /** Last mark behind the word: one of `: = , ; . ! ? )` or ''. */
  readonly after: string;
  /** Set apart from the word before it by a tab or several spaces. */
  readonly gap: boolean;
  /** Bits of `meaning`, the same on all words of one phrase. */
  meanings: number;
  /** How many words the phrase has that this word belongs to, and which of them this is. */
  phraseWords: number;
  phrasePlace: number;
}

export interface TokenisedText {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Index of the first token of each line; one more at the end. */
  readonly lineStarts: readonly number[];
  /** Sentences that end with a question mark. */
  readonly questions: ReadonlySet<number>;
}

const labels =
  meaning.noun | meaning.phraseNoun | meaning.code | meaning.weak | meaning.label | meaning.key | meaning.user;

export function tokenise(text: string, lexicon: Lexicon): TokenisedText {
  const tokens: Token[] = [];
  const lineStarts: number[] = [];
  const questions = new Set<number>();
  const spellings = new Map<string, Spelling>();
  let sentence = 0;
  let line = 0;
  for (let at = 0; at <= text.length; line++) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    lineStarts.push(tokens.length);
    const before = tokens.length;
    sentence = tokeniseLine({ text, start: at, end, line, sentence, lexicon, tokens, questions, spellings });
    if (tokens.length === before || end - at < 45) sentence++;
    at = end + 1;
  }
  lineStarts.push(tokens.length);
  markMeanings(tokens, lexicon);
  return { text, tokens, lineStarts, questions };
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly sentence: number;
  readonly lexicon: Lexicon;
  readonly tokens: Token[];
  readonly questions: Set<number>;
  /** What was made of each spelling met before. */
  readonly spellings: Map<string, Spelling>;
}

/** What is known of a word by how it is written, wherever it stands: found out once. */
export interface Spelling {
  readonly word: string;
  readonly after: string;
  /** Where the value begins in `pwd:value`; 0 in a word that is one piece. */
  readonly split: number;
  /** The value it would be without the marks around it; null for none, undefined while nobody asked. */
  bare?: Bare | null;
  /** Whether it is more than a plain word; undefined while nobody asked. */
  unusual?: boolean;
}

export interface Bare {
  /** Place within the word (UTF-16 code units). */
  readonly from: number;
  readonly to: number;
  readonly shape: ValueShape;
}

const tooLong: Spelling = { word: '', after: '', split: 0 };
const mostSpellings = 20_000;

/** Returns the number of the sentence that is open at the end of the line. */
function tokeniseLine(input: Line): number {
  const { text, start, end, line, tokens, questions } = input;
  let sentence = input.sentence;
  let at = skipQuoteMarks(text, start, end);
  let spaceStart = at;
  while (at < end) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const gap = at > spaceStart + 1 || (at > spaceStart && text[spaceStart] === '\t');
    let to = at;
    while (to < end && !isSpace(text.charCodeAt(to))) to++;
    to = spelledOut(text, at, to, end);
    for (let from = at; from < to; ) {
      const spelling = spellingOf(input, from, to, from === at);
      const { word, after, split } = spelling;
      const until = split === 0 ? to : from + split;
      tokens.push({
        start: from,
        end: until,
        word,
        spelling,
        line,
        sentence,
        after,
        gap: gap && from === at,
        meanings: 0,
        phraseWords: 0,
        phrasePlace: 0,
      });
      if (after === '?') questions.add(sentence);
      if (after === '.' || after === '?' || (after === '!' && !goesOn(text, until))) sentence++;
      from = until;
    }
    spaceStart = to;
    at = to;
  }
  return sentence;
}

/** A small letter behind the mark: the mark belongs to the word (`ThreeGeese! unlocks it`). */
function goesOn(text: string, end: number): boolean {
  const next = text.charCodeAt(end + 1);
  return text.charCodeAt(end) === 0x20 && next >= 97 && next <= 122;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** `> > ` before quoted lines. */
function skipQuoteMarks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && (text[at] === '>' || text[at] === ' ')) at++;
  return at;
}

/** `p a s s w o r d` is one word: extends over single characters that follow one space apart, four or more of them. */
function spelledOut(text: string, start: number, end: number, lineEnd: number): number {
  if (end - start !== 1 || !isLetterOrDigit(text.charCodeAt(start))) return end;
  let to = end;
  let count = 1;
  while (
    to + 1 < lineEnd &&
    text[to] === ' ' &&
    isLetterOrDigit(text.charCodeAt(to + 1)) &&
    (to + 2 >= lineEnd || isSpace(text.charCodeAt(to + 2)) || (text[to + 2] === ':' && to + 3 >= lineEnd))
  ) {
    to += 2;
    count++;
  }
  return count >= 4 ? to : end;
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** `whole`: this is the beginning of a word, which may be a label and a value stuck together. */
function spellingOf({ text, lexicon, spellings }: Line, start: number, end: number, whole: boolean): Spelling {
  if (end - start > 300) return tooLong;
  const raw = text.slice(start, end);
  const known = whole ? spellings.get(raw) : undefined;
  if (known !== undefined) return known;
  const split = whole ? splitOf(raw, lexicon) : 0;
  const piece = split === 0 ? raw : raw.slice(0, split);
  const spelling: Spelling = { word: wordOf(piece), after: markAfter(piece), split };
  if (whole && spellings.size < mostSpellings) spellings.set(raw, spelling);
  return spelling;
}

/** "it" without the verb that "it's" holds; both are one word once folded. */
export function isPronoun({ start, end, word, phraseWords }: Token): boolean {
  return phraseWords === 1 && end - start === word.length && /^(?:it|that|here)$/.test(word);
}

/** A token of nothing but `:`, `=`, `->`, `→`, `|` or a dash. */
export function isSeparator({ text }: TokenisedText, token: Token): boolean {
  if (token.word !== '' || token.end - token.start > 3) return false;
  return /^(?::=?|==?>?|-+>?|→|⇒|[|–—])$/.test(text.slice(token.start, token.end));
}

/** Splits `pwd:value` and `user=name` behind the label; 0 where there is nothing to split. */
function splitOf(raw: string, lexicon: Lexicon): number {
  if (!/[^:=][:=]+[^:=]/.test(raw)) return splitPair(raw, lexicon);
  const split = /^["'«([{*_-]{0,3}([\p{L}][\p{L}\p{N}_.@$\-/]{0,50})["'*_)]{0,2}(?::|=>|=)(?=[^:/=\s])/u.exec(raw);
  if (split === null || split[0].length >= raw.length) return 0;
  const label = lexicon.meaningsOf(foldWord(splitCamel(split[1] ?? '')));
  return (label & labels) === 0 ? 0 : split[0].length;
}

/** Splits `admin/value7` behind the account's name; paths and alternatives (`root/admin`) stay whole. */
function splitPair(raw: string, lexicon: Lexicon): number {
  const pair = /^[("']?(\p{L}{2,20})\/(?=[^/\s]*[\d!#$%&*+=^~])[^/\s]{5,60}$/u.exec(raw);
  const name = pair?.[1];
  if (name === undefined || (lexicon.meaningsOf(foldWord(name)) & meaning.account) === 0) return 0;
  return raw.indexOf('/') + 1;
}

function splitCamel(name: string): string {
  return /\p{Ll}\p{Lu}/u.test(name) ? name.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2') : name;
}

const opening = /^["'“”„«»‹›‘’<[({*_`|•·–—→⇒➔➜¿¡-]+/;
const closing = /["'“”«»‹›’>\])}*_`|,.;:!?=…/-]+$/;

function wordOf(raw: string): string {
  if (/^[a-z]+$/.test(raw)) return raw;
  const core = raw.replace(opening, '').replace(closing, '');
  const joined = /^(?:\w ){3,}\w$/.test(core) ? core.replaceAll(' ', '') : core;
  return foldWord(/^[\p{L}_]+$/u.test(joined) ? splitCamel(joined) : joined);
}

function markAfter(raw: string): string {
  if (isLetterOrDigit(raw.charCodeAt(raw.length - 1))) return '';
  const tail = /[:=,;.!?)…]["'”»’)\]*_`]{0,3}$/.exec(raw);
  if (tail !== null) return tail[0].charAt(0) === '…' ? '.' : tail[0].charAt(0);
  return '';
}

function markMeanings(tokens: Token[], lexicon: Lexicon): void {
  const words = tokens.map((token) => token.word);
  const memo = new Map<string, number>();
  for (let i = 0; i < tokens.length; ) {
    const phrase = lexicon.phraseAt(words, i, memo);
    const length = phrase === null ? 1 : phrase.words;
    for (let k = 0; phrase !== null && k < length; k++) {
      const token = tokens[i + k];
      if (token === undefined) break;
      token.meanings = phrase.meanings;
      token.phraseWords = length;
      token.phrasePlace = k;
    }
    i += length;
  }
}
