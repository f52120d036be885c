// What stands around a value: verbs of entering, the other half of a pair, names of secrets in the same breath.
import type { Candidate } from './candidate.ts';
import { type Lexicon, meaning } from './lexicon.ts';
import { isArticle } from './plain-words.ts';
import { namesSecret, type Sentences } from './sentences.ts';
import { isPronoun, type Token, type TokenisedText } from './tokens.ts';
import type { Topics } from './topics.ts';

export interface Evidence {
  readonly source: TokenisedText;
  readonly sentences: Sentences;
  readonly lexicon: Lexicon;
  /** What the subject names: meanings of secrets, keys and locks; 0 for nothing of the kind. */
  readonly announced: number;
  /** Whether a line is program text, a patch or a log. */
  readonly isCode: (line: number) => boolean;
  readonly topics: Topics;
  readonly announcedTopics: number;
}

/** Somebody or something asks: "when it prompts", "quand on le demande". */
export function isPrompted(token: Token, { sentences }: Evidence): boolean {
  return (sentences.meaningsOf(token.sentence) & meaning.prompt) !== 0;
}

export function hinted(token: Token, { sentences }: Evidence): boolean {
  return ((sentences.meaningsOf(token.sentence) | sentences.meaningsOf(token.sentence + 1)) & meaning.hint) !== 0;
}

/** Meanings of the three sentences before, and of the line that announces the list the value stands in. */
export function saidBefore({ sentence, line }: Token, sentences: Sentences): number {
  const before = sentences.meaningsOf(sentence - 1) | sentences.meaningsOf(sentence - 2);
  return before | sentences.meaningsOf(sentence - 3) | sentences.headingOf(line);
}

/** "These are the passwords for the tablets": what the list or the line above was. */
export function saidBehind({ sentence, line }: Token, { sentences }: Evidence): boolean {
  const next = sentence + 1;
  return sentences.footingOf(line) !== 0 || (sentences.pointsBack(next) && namesSecret(sentences.meaningsOf(next)));
}

/** What the sentence, the one before it and the subject say about signing in, opening and secrets. */
export function surroundings(candidate: Candidate, token: Token, { source, sentences, announced }: Evidence): number {
  const here = sentences.meaningsOf(token.sentence);
  const before = saidBefore(token, sentences);
  let odds = 0;
  if (namesSecret(here)) odds += 1;
  else if (namesSecret(before)) odds += 0.9;
  else if (announced !== 0) odds += 0.6;
  if ((here & meaning.user) !== 0) odds += 0.4;
  else if ((before & meaning.user) !== 0) odds += 0.2;
  if ((here & (meaning.weak | meaning.key)) !== 0) odds += 0.4;
  if ((here & meaning.verb) !== 0) odds += 0.2;
  if ((here & meaning.place) !== 0) odds += 0.4;
  else if ((before & meaning.place) !== 0) odds += 0.2;
  odds += verbWeight(source, candidate);
  if (isSecondOfPair(source, candidate.first)) odds += 1.7;
  if (followsCopula(source, candidate.first)) odds += 1;
  if (standsAlone(source, candidate) && followsAddress(source, candidate.first)) odds += 1.4;
  if (
    standsAlone(source, candidate) &&
    (namesSecret(here | before) || ((here | before) & meaning.key) !== 0 || announced !== 0)
  )
    odds += 1.6;
  return odds;
}

export function verbWeight(source: TokenisedText, { first, last }: Pick<Candidate, 'first' | 'last'>): number {
  const until = lastsUntil(source, { last }) ? 1.7 : 0;
  if (followsVerb(source, first, meaning.verb)) return 1.4 + until;
  if (followsVerb(source, first, meaning.trial)) return 0.7 + until;
  return isInstrument(source, first) ? 1.1 : 0;
}

/** "use X until Friday", "X for now". */
export function lastsUntil({ tokens }: TokenisedText, { last }: Pick<Candidate, 'last'>): boolean {
  const next = tokens[last + 1];
  return next !== undefined && next.line === tokens[last]?.line && untilWords.has(next.word);
}

const untilWords = new Set([
  'until',
  'till',
  'for',
  'jusqu',
  "jusqu'a",
  "jusqu'au",
  'hasta',
  'bis',
  'ate',
  'pour',
  'to',
  'afin',
]);

/** "opens … with X": the verb of getting in stands earlier in the sentence. */
export function isInstrument({ tokens }: TokenisedText, index: number): boolean {
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
  "ouvrent s'ouvre s'ouvrent opening open opens opened unzip unzips extract extracts decrypt decrypts unlock ouvre ouvrez ouvrir ouvrent dezippe decompresse dechiffre abre abrir abra offne offnen".split(
    ' ',
  ),
);

const instruments = new Set(['with', 'avec', 'con', 'mit', 'com', 'by', 'par']);
/** "au moyen de X", "by means of X". */
const means = new Set(['moyen', 'aide', 'means', 'mittels', 'medio']);

export function followsVerb({ tokens }: TokenisedText, index: number, bit: number): boolean {
  const sentence = tokens[index]?.sentence;
  for (let i = index - 1; i >= index - 3; i--) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== sentence) return false;
    // "the University Press, 1983": a verb governs nothing behind a comma.
    if (token.after !== '' && token.after !== ':') break;
    if ((token.meanings & bit) !== 0) return true;
    if (!smallWords.has(token.word)) break;
  }
  const next = tokens[index + 1];
  return (
    next !== undefined &&
    next.sentence === sentence &&
    tokens[index]?.after === '' &&
    (next.meanings & bit) !== 0 &&
    (next.phraseWords > 1 || !smallWords.has(next.word))
  );
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

export function followsCopula({ tokens }: TokenisedText, index: number): boolean {
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
export function followsAddress({ tokens, text }: TokenisedText, index: number): boolean {
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

/** The only thing on its line. */
export function standsAlone({ tokens }: TokenisedText, { first, last }: Candidate): boolean {
  const line = tokens[first]?.line;
  // A dash begins an item or a turn of a dialogue.
  const before = tokens[first - 1]?.word === '' ? first - 2 : first - 1;
  return tokens[before]?.line !== line && tokens[last + 1]?.line !== line;
}

/** "user X and Y", "X / Y", "name “X”, Y": the value comes second after somebody who signs in. */
export function isSecondOfPair(source: TokenisedText, index: number): boolean {
  const { tokens, text } = source;
  const token = tokens[index];
  let at = index - 1;
  const joiner = tokens[at];
  if (token === undefined || joiner === undefined || joiner.sentence !== token.sentence) return false;
  const mark = text.slice(joiner.start, joiner.end);
  if (mark === '/' && /^[a-z][a-z0-9._-]{1,30}$/.test(text.slice(tokens[at - 1]?.start, tokens[at - 1]?.end)))
    return true;
  if (mark === ':' && ((tokens[at - 1]?.meanings ?? 0) & meaning.account) !== 0) return true;
  if ((joiner.meanings & meaning.account) !== 0 && /[,:/]/.test(text.charAt(joiner.end - 1))) return true;
  if (joiner.after === ',' && isAskedSignIn(source, at)) return true;
  const joined = (joining.has(joiner.word) && !mark.startsWith('-')) || mark === '/' || mark === '|';
  if (joined) at--;
  else if (joiner.after !== ',' && text[token.start] !== '(') return false;
  for (let i = at; i >= at - 7; i--) {
    const before = tokens[i];
    if (before === undefined || before.sentence !== token.sentence) return false;
    if ((before.meanings & (meaning.user | meaning.verb)) !== 0) return true;
    if (joined && i >= at - 2 && (before.meanings & meaning.trial) !== 0) return true;
    if (/^[/|]$/.test(mark) && (before.meanings & meaning.network) !== 0) return true;
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
