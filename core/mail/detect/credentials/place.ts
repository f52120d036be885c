// What stands right before and behind a word: verbs of entering, copulas, addresses, the other half of a pair.
import { meaning } from './lexicon.ts';
import { isArticle } from './plain-words.ts';
import { isPronoun, type TokenisedText } from './tokens.ts';

export const place = {
  behindVerb: 1,
  behindTrial: 2,
  behindSetting: 4,
  instrument: 8,
  secondOfPair: 16,
  behindCopula: 32,
  behindAddress: 64,
} as const;

/** Bits of `place` for the word at an index; found out once, as several judgements ask. */
export type Places = (index: number) => number;

/** Set once the others were found out. */
const found = 128;

export function readPlaces(source: TokenisedText): Places {
  const known = new Uint8Array(source.tokens.length);
  return (index) => {
    if (known[index] === 0) known[index] = found | placeOf(source, index);
    return known[index] ?? 0;
  };
}

function placeOf(source: TokenisedText, index: number): number {
  const verbs = governing(source, index);
  return (
    ((verbs & meaning.verb) !== 0 ? place.behindVerb : 0) |
    ((verbs & meaning.trial) !== 0 ? place.behindTrial : 0) |
    ((verbs & meaning.setting) !== 0 ? place.behindSetting : 0) |
    (isInstrument(source, index) ? place.instrument : 0) |
    (isSecondOfPair(source, index) ? place.secondOfPair : 0) |
    (followsCopula(source, index) ? place.behindCopula : 0) |
    (followsAddress(source, index) ? place.behindAddress : 0)
  );
}

/** "opens … with X": the verb of getting in stands earlier in the sentence. */
function isInstrument({ tokens }: TokenisedText, index: number): boolean {
  if (!instruments.has(tokens[index - 1]?.word ?? '') && !means.has(tokens[index - 2]?.word ?? '')) return false;
  for (let i = index - 2; i >= index - 9; i--) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== tokens[index]?.sentence) return false;
    if ((token.meanings & meaning.verb) !== 0 || openers.has(token.word)) return true;
  }
  return false;
}

/** A verb of opening stands earlier in the sentence. */
export function isOpening({ tokens }: TokenisedText, index: number): boolean {
  for (let i = index - 1; i >= index - 9 && tokens[i]?.sentence === tokens[index]?.sentence; i--)
    if (openers.has(tokens[i]?.word ?? '')) return true;
  return false;
}

/** Verbs that stand apart from their "with": "open the attached with X". */
const openers = new Set(
  "ouvrent s'ouvre s'ouvrent opening open opens opened unzip unzips extract extracts decrypt decrypts unlock ouvre ouvrez ouvrir ouvrent ouvrira ouvriras ouvrirez dezippe decompresse dechiffre abre abrir abra offne offnen".split(
    ' ',
  ),
);

const instruments = new Set(['with', 'avec', 'con', 'mit', 'com', 'by', 'par']);
/** "au moyen de X", "by means of X". */
const means = new Set(['moyen', 'aide', 'means', 'mittels', 'medio']);

/** Meanings of the verb that governs the word: right before it, or right behind it where nothing parts them. */
function governing({ tokens }: TokenisedText, index: number): number {
  const here = tokens[index];
  let union = 0;
  for (let i = index - 1; i >= index - 3; i--) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== here?.sentence) return union;
    // "the University Press, 1983": a verb governs nothing behind a comma.
    if (token.after !== '' && token.after !== ':') break;
    union |= token.meanings;
    if (!smallWords.has(token.word)) break;
  }
  const next = tokens[index + 1];
  if (here === undefined || next?.sentence !== here.sentence || here.after !== '') return union;
  return next.phraseWords > 1 || !smallWords.has(next.word) ? union | next.meanings : union;
}

const smallWords = new Set([
  'with',
  'the',
  'avec',
  'le',
  'la',
  'con',
  'mit',
  'com',
  'then',
  'puis',
  'just',
  'juste',
  'pis',
  'o',
  'a',
  'el',
  'it',
  'by',
  'typing',
  'et',
  'and',
]);

function followsCopula({ tokens }: TokenisedText, index: number): boolean {
  const last = tokens[index - 1];
  const adverb = last !== undefined && (last.meanings & meaning.adverb) !== 0 && !isArticle(last.word);
  const before = adverb ? tokens[index - 2] : last;
  return (
    before !== undefined &&
    before.sentence === tokens[index]?.sentence &&
    (before.meanings & meaning.copula) !== 0 &&
    !isPronoun(before)
  );
}

/** An e-mail address is the line before, or ends right before the last word of a line, as people write an account and its password. */
function followsAddress({ tokens, text }: TokenisedText, index: number): boolean {
  const before = tokens[index - 1];
  const line = tokens[index]?.line ?? 0;
  if (before === undefined || before.end - before.start > 120) return false;
  if (before.line === line) return tokens[index + 1]?.line !== line && isAddress(text.slice(before.start, before.end));
  if (before.line !== line - 1) return false;
  if ((tokens[index - 2]?.meanings ?? 0) & meaning.user && tokens[index - 2]?.after === ':') return true;
  return tokens[index - 2]?.line !== before.line && isAddress(text.slice(before.start, before.end));
}

function isAddress(word: string): boolean {
  return /^[^\s@]+@[^\s@]+\.\w+$/.test(word);
}

/** "user X and Y", "X / Y", "name “X”, Y": the value comes second after somebody who signs in. */
function isSecondOfPair(source: TokenisedText, index: number): boolean {
  const { tokens, text } = source;
  const token = tokens[index];
  let at = index - 1;
  const joiner = tokens[at];
  if (token === undefined || joiner === undefined || joiner.sentence !== token.sentence) return false;
  const mark = joiner.end - joiner.start === 1 ? text.charAt(joiner.start) : '';
  if (mark === '/' && /^[a-z][a-z0-9._-]{1,30}$/.test(text.slice(tokens[at - 1]?.start, tokens[at - 1]?.end)))
    return true;
  if (mark === ':' && ((tokens[at - 1]?.meanings ?? 0) & meaning.account) !== 0) return true;
  if ((joiner.meanings & meaning.account) !== 0 && /[,:/]/.test(text.charAt(joiner.end - 1))) return true;
  if (joiner.after === ',' && isAskedSignIn(source, at)) return true;
  const joined = (joining.has(joiner.word) && text[joiner.start] !== '-') || mark === '/' || mark === '|';
  if (joined) at--;
  else if (joiner.after !== ',' && text[token.start] !== '(') return false;
  for (let i = at; i >= at - 7; i--) {
    const before = tokens[i];
    if (before === undefined || before.sentence !== token.sentence) return false;
    if ((before.meanings & (meaning.user | meaning.verb)) !== 0) return true;
    if (joined && i >= at - 2 && (before.meanings & meaning.trial) !== 0) return true;
    if ((mark === '/' || mark === '|') && (before.meanings & meaning.network) !== 0) return true;
    if (
      (before.meanings & meaning.place) !== 0 &&
      (before.after === ':' || text.slice(before.end, before.end + 2) === ' :')
    )
      return true;
    if (before.word === 'acces' || before.word === 'accounts' || before.word === 'credentials') return true;
  }
  return false;
}

/** "Can you log in as me? jbelanger, X": an account's name begins the sentence behind one about signing in. */
function isAskedSignIn({ tokens, text }: TokenisedText, at: number): boolean {
  const name = tokens[at];
  const before = tokens[at - 1];
  if (name === undefined || before === undefined || before.sentence === name.sentence) return false;
  if (!/^[a-z][a-z0-9._-]{2,30},$/.test(text.slice(name.start, name.end))) return false;
  for (let i = at - 1; i >= at - 8; i--)
    if (tokens[i]?.sentence === before.sentence && ((tokens[i]?.meanings ?? 0) & meaning.verb) !== 0) return true;
  return false;
}

const joining = new Set([
  'and',
  'et',
  'y',
  'e',
  'und',
  'with',
  'avec',
  'con',
  'mit',
  'com',
  'then',
  'puis',
  'pis',
  '/',
  '+',
  '&',
  'pass',
  'password',
  'mdp',
]);
