// What is noted of the sentences and lines around a value: what they speak of, and how they name a secret.
import type { Candidate } from '../candidate.ts';
import { meaning } from '../lexicon.ts';
import type { Relation } from '../relation.ts';
import { namesSecret } from '../sentences.ts';
import type { Evidence } from '../surroundings.ts';
import type { Token } from '../tokens.ts';
import { at, noteBits, relationKinds } from './trait-layout.ts';

/** What the judgement of sentences rests on. */
export type Said = Omit<Evidence, 'sentenceTraits'>;

/** Words behind or before a value within which a topic counts as near. */
const nearby = 4;

/** What is noted of sentence and line is the same for all values there: the last answer is kept. */
export function sentenceTraits(said: Said): (token: Token) => readonly number[] {
  let [sentence, line] = [-1, -1];
  let noted: number[] = [];
  return (token) => {
    if (token.sentence === sentence && token.line === line) return noted;
    noted = [];
    noteSentences(noted, token, said);
    noteTopics(noted, token, said);
    [sentence, line] = [token.sentence, token.line];
    return noted;
  };
}

function noteTopics(noted: number[], token: Token, { topics, announcedTopics }: Said): void {
  const said = (sentence: number): number => topics.ofSentence[sentence] ?? 0;
  noteBits(noted, at['topic here'], said(token.sentence));
  noteBits(noted, at['topic before'], said(token.sentence - 1) | said(token.sentence - 2));
  noteBits(noted, at['topic behind'], said(token.sentence + 1));
  noteBits(noted, at['topic of line'], topics.ofLine[token.line] ?? 0);
  noteBits(noted, at['topic of subject'], announcedTopics);
}

export function noteNearTopics(noted: number[], { first, last }: Candidate, token: Token, evidence: Evidence): void {
  noteBits(noted, at['topic near'], topicsBetween(first - nearby, first - 1, token, evidence));
  noteBits(noted, at['topic next'], topicsBetween(last + 1, last + nearby, token, evidence));
}

function topicsBetween(from: number, to: number, { sentence }: Token, { source }: Evidence): number {
  let topics = 0;
  for (let i = from; i <= to; i++) {
    const token = source.tokens[i];
    if (token !== undefined && token.sentence === sentence) topics |= token.spelling.topics;
  }
  return topics;
}

function noteSentences(noted: number[], token: Token, { source, sentences, announced }: Said): void {
  const here = sentences.meaningsOf(token.sentence);
  const one = sentences.meaningsOf(token.sentence - 1);
  const two = sentences.meaningsOf(token.sentence - 2) | sentences.meaningsOf(token.sentence - 3);
  const next = sentences.meaningsOf(token.sentence + 1);
  noteBits(noted, at.here, here);
  noteBits(noted, at.behind, next);
  noteBits(noted, at['one before'], one);
  noteBits(noted, at['two before'], two);
  noteBits(noted, at.heading, sentences.headingOf(token.line));
  noteBits(noted, at.subject, announced);
  const order = [here, one, two, announced, next, sentences.headingOf(token.line)];
  const named = order.findIndex((said) => namesSecret(said));
  noted.push(at.naming + (named < 0 ? 7 : named));
  const words = (source.lineStarts[token.line + 1] ?? 0) - (source.lineStarts[token.line] ?? 0);
  noted.push(at.words + (words <= 5 ? words : words <= 8 ? 6 : words <= 15 ? 7 : words <= 30 ? 8 : 9));
}

export function noteRelation(noted: number[], relation: Relation | null): void {
  if (relation === null) {
    noted.push(at.relation);
    return;
  }
  const { cue, kind, distance } = relation;
  const naming = namingOf(cue);
  noted.push(at.relation + 1 + naming * relationKinds.length + relationKinds.indexOf(kind));
  noted.push(at.distance + naming * 6 + (distance <= 3 ? Math.max(0, distance) : distance <= 6 ? 4 : 5));
  noteBits(noted, at.cue, cue);
}

function namingOf(cue: number): number {
  if (namesSecret(cue)) return 0;
  if ((cue & meaning.weak) !== 0) return 1;
  if ((cue & meaning.key) !== 0) return 2;
  if ((cue & meaning.lock) !== 0) return 3;
  return (cue & meaning.user) !== 0 ? 4 : 5;
}
