// What the text around a value says: names of secrets in the same breath, headings, verbs that lead up to it.
import type { Candidate } from './candidate.ts';
import { type Lexicon, meaning } from './lexicon.ts';
import { type Places, place } from './place.ts';
import { namesSecret, type Sentences } from './sentences.ts';
import type { Token, TokenisedText } from './tokens.ts';
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
  /** The words of the subject. */
  readonly announcedSlots: readonly number[];
  readonly places: Places;
  /** What is noted of the sentence and the line in which a token stands. */
  readonly sentenceTraits: (token: Token) => readonly number[];
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
export function surroundings(candidate: Candidate, token: Token, evidence: Evidence): number {
  const { source, sentences, announced } = evidence;
  const here = sentences.meaningsOf(token.sentence);
  const before = saidBefore(token, sentences);
  const where = evidence.places(candidate.first);
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
  odds += verbWeight(candidate, evidence);
  if ((where & place.secondOfPair) !== 0) odds += 1.7;
  if ((where & place.behindCopula) !== 0) odds += 1;
  if (!standsAlone(source, candidate)) return odds;
  if ((where & place.behindAddress) !== 0) odds += 1.4;
  if (namesSecret(here | before) || ((here | before) & meaning.key) !== 0 || announced !== 0) odds += 1.6;
  return odds;
}

export function verbWeight({ first, last }: Pick<Candidate, 'first' | 'last'>, { source, places }: Evidence): number {
  const where = places(first);
  if ((where & (place.behindVerb | place.behindTrial)) === 0) return (where & place.instrument) !== 0 ? 1.1 : 0;
  const until = lastsUntil(source, { last }) ? 1.7 : 0;
  return ((where & place.behindVerb) !== 0 ? 1.4 : 0.7) + until;
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

/** The only thing on its line. */
export function standsAlone({ tokens }: TokenisedText, { first, last }: Candidate): boolean {
  const line = tokens[first]?.line;
  // A dash begins an item or a turn of a dialogue.
  const before = tokens[first - 1]?.word === '' ? first - 2 : first - 1;
  return tokens[before]?.line !== line && tokens[last + 1]?.line !== line;
}
