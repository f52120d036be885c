// Cuts normalised text into words, lines and sentences, and marks what each word means to the grammar.
import { type Lexicon, phraseAt } from './lexicon.ts';
import { isLetterOrDigit, type Spell, type Spelling, speller } from './spellings.ts';

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

export function tokenise(text: string, lexicon: Lexicon): TokenisedText {
  const tokens: Token[] = [];
  const lineStarts: number[] = [];
  const questions = new Set<number>();
  const spell = speller(lexicon);
  let sentence = 0;
  let line = 0;
  for (let at = 0; at <= text.length; line++) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    lineStarts.push(tokens.length);
    const before = tokens.length;
    sentence = tokeniseLine({ text, start: at, end, line, sentence, tokens, questions, spell });
    if (tokens.length === before || end - at < 45) sentence++;
    at = end + 1;
  }
  lineStarts.push(tokens.length);
  markMeanings(tokens);
  return { text, tokens, lineStarts, questions };
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly sentence: number;
  readonly tokens: Token[];
  readonly questions: Set<number>;
  readonly spell: Spell;
}

/** Returns the number of the sentence that is open at the end of the line. */
function tokeniseLine(input: Line): number {
  const { text, start, end, line, tokens, questions, spell } = input;
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
      const spelling = spell(text, from, to, from === at);
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

/** "it", with a comma or full stop or none, without the verb that "it's" holds; both are one word once folded. */
export function isPronoun({ start, end, word, phraseWords }: Token): boolean {
  return phraseWords === 1 && end - start <= word.length + 1 && /^(?:it|that|here)$/.test(word);
}

/** A token of nothing but `:`, `=`, `->`, `→`, `|` or a dash. */
export function isSeparator({ text }: TokenisedText, token: Token): boolean {
  if (token.word !== '' || token.end - token.start > 3) return false;
  return /^(?::=?|==?>?|-+>?|→|⇒|[|–—])$/.test(text.slice(token.start, token.end));
}

function markMeanings(tokens: readonly Token[]): void {
  const wordAt = (index: number): string | undefined => tokens[index]?.word;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    const { start } = token.spelling;
    if (start.phrases === null) {
      if (start.meanings !== 0) mark(token, start.meanings, 1, 0);
      continue;
    }
    const { meanings, words } = phraseAt(start, wordAt, i);
    if (meanings === 0) continue;
    for (let place = 0; place < words; place++) mark(tokens[i + place], meanings, words, place);
    i += words - 1;
  }
}

function mark(token: Token | undefined, meanings: number, words: number, place: number): void {
  if (token === undefined) return;
  token.meanings = meanings;
  token.phraseWords = words;
  token.phrasePlace = place;
}
