// Finds what may be a secret read out: "lower case m, upper case Q, six, dash", "two and four together, then three".
import type { Candidate } from './candidate.ts';
import { meaning } from './lexicon.ts';
import { caseWords } from './spellings.ts';
import { isSeparator, type Token, type TokenisedText } from './tokens.ts';

/** Characters or figures read out. */
const fewest = 3;
/** Tokens of the longest; of what goes on only the end may be a secret. */
const longest = 97;
/** Words between two characters: "le chiffre huit", "and then both". */
const between = 3;

/** Runs of characters or figures, parted by commas or by words such as "then". */
export function findSpelledOut(source: TokenisedText): readonly Candidate[] {
  const found: Candidate[] = [];
  for (let i = 0; i < source.tokens.length; i++) {
    const run = runFrom(source, i);
    if (run === null) continue;
    if (run.items >= fewest && run.parted >= 2) found.push(candidateOf(source, beginOf(source, i, run.last), run.last));
    // What is too short from here is no longer from a character inside it.
    i = run.last;
  }
  return found;
}

/** The first character among the last tokens of a run. */
function beginOf({ tokens }: TokenisedText, first: number, last: number): number {
  let begin = Math.max(first, last + 1 - longest);
  while (begin < last && !isItemAt(tokens, begin)) begin++;
  return begin;
}

interface Run {
  readonly items: number;
  /** How often something says that characters are read out, not counted or listed: a word for one, "then", a comma. */
  readonly parted: number;
  readonly last: number;
}

function runFrom(source: TokenisedText, from: number): Run | null {
  const { tokens } = source;
  const start = tokens[from];
  if (start === undefined || !isItemAt(tokens, from)) return null;
  let [items, parted, last] = [0, 0, from];
  for (let i = from; ; i++) {
    const token = tokens[i];
    if (token === undefined || token.line > start.line + 2) break;
    const item = isItemAt(tokens, i);
    if (item) items += token.word.split('-').length;
    const closes = last === i - 1 && (describesCase(token) || closers.has(token.word));
    if ((item && !describesCase(token)) || closes || isLikened(tokens, i)) last = i;
    else if (i - last > between || !(item || isFiller(source, token))) break;
    if (item ? token.word.length > 1 && !/^\d/.test(token.word) : token.word !== '') parted++;
    if (token.after !== '') parted++;
    if (token.after !== '' && !/[,;]/.test(token.after)) break;
  }
  return { items, parted, last };
}

function candidateOf({ tokens }: TokenisedText, first: number, last: number): Candidate {
  const [start, end] = [tokens[first]?.start ?? 0, tokens[last]?.end ?? 0];
  const mark = (tokens[last]?.after ?? '') === '' ? 0 : 1;
  return { start, end: end - mark, shape: 'spelled', quoted: false, first, last, bare: null };
}

function isItem({ word, meanings, spelling }: Token): boolean {
  return spelling.readOut || /^\d{1,3}$/.test(word) || (word.length !== 1 && (meanings & meaning.hint) !== 0);
}

function isItemAt(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token !== undefined && isItem(token) && !isArticle(tokens, at);
}

/** "petit" in "sur le petit clavier", "left a bit" are no characters; "capital E, a, r" has one behind a comma. */
function isArticle(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return (
    token !== undefined && /^[aeoy]$/.test(token.word) && token.after === '' && (tokens[at - 1]?.after ?? '') === ''
  );
}

function describesCase({ word, meanings }: Token): boolean {
  return caseWords.has(word) || (meanings & meaning.hint) !== 0;
}

/** "5 and 1 together", "the star key". */
const closers = new Set('together twice again key ensemble juntos juntas zusammen'.split(' '));

/** "N comme Nicole", "H for Hotel": the word that stands for a letter. */
function isLikened(tokens: readonly Token[], at: number): boolean {
  const letter = tokens[at - 2];
  return letter?.word.length === 1 && letter.after === '' && likening.has(tokens[at - 1]?.word ?? '');
}

const likening = new Set('comme for as como wie'.split(' '));

function isFiller(source: TokenisedText, token: Token): boolean {
  return (
    fillers.has(token.word) || isSeparator(source, token) || /^[-+&/]$/.test(source.text.slice(token.start, token.end))
  );
}

const fillers = new Set(
  (
    'and then plus together both the a at once letter digit number figure numeral with an accent key again twice comma followed by for as ' +
    'et puis pis ensuite ensemble le la les un chiffre lettre avec du bas accent suivi de touche encore fois virgule comme ' +
    'y luego despues juntos el letra tecla como und dann zusammen die taste wie e depois o ' +
    "right left turn turns times clockwise past to on stop droite gauche tour tours jusqu jusqu'a sur derecha izquierda hasta rechts links bis direita esquerda ate"
  ).split(' '),
);
