// What is noted of the place where a value stands: behind a verb, second of a pair, alone on its line.
import type { Candidate } from '../candidate.ts';
import { meaning } from '../lexicon.ts';
import {
  type Evidence,
  followsAddress,
  followsCopula,
  followsVerb,
  hinted,
  isInstrument,
  isPrompted,
  isSecondOfPair,
  lastsUntil,
  saidBehind,
  standsAlone,
} from '../surroundings.ts';
import type { Token } from '../tokens.ts';
import { at, flags } from './trait-layout.ts';

export function noteFlags(noted: number[], candidate: Candidate, token: Token, evidence: Evidence): void {
  const { source, announced } = evidence;
  const { tokens, lineStarts, text } = source;
  const { first, last } = candidate;
  const previous = tokens[first - 1];
  const next = tokens[last + 1];
  const start = lineStarts[token.line] ?? first;
  const above = tokens[start - 1];
  const verb = followsVerb(source, first, meaning.verb);
  const holds: Readonly<Record<(typeof flags)[number], boolean>> = {
    'behind a verb': verb,
    'behind a trial': !verb && followsVerb(source, first, meaning.trial),
    'behind a setting': followsVerb(source, first, meaning.setting),
    instrument: isInstrument(source, first),
    until: lastsUntil(source, candidate),
    'second of a pair': isSecondOfPair(source, first),
    'behind a copula': followsCopula(source, first),
    'behind an address': followsAddress(source, first),
    'alone on its line': standsAlone(source, candidate),
    'program text': evidence.isCode(token.line),
    prompted: isPrompted(token, evidence),
    'spelling told': hinted(token, evidence),
    question: source.questions.has(token.sentence),
    'named behind': saidBehind(token, evidence),
    'first of its line': previous?.line !== token.line,
    'last of its line': next?.line !== token.line,
    'set apart': token.gap,
    'in parentheses': text[token.start] === '(',
    'in quotation marks': candidate.quoted,
    announced: announced !== 0,
    'list item': /^[-*•–]$/.test(text.slice(tokens[start]?.start, tokens[start]?.end)),
    'line above ends with a colon': above?.after === ':' && previous === above,
    'line above is one word': above !== undefined && lineStarts[above.line] === start - 1,
    'ends its sentence': next?.sentence !== token.sentence,
  };
  flags.forEach((flag, i) => {
    if (holds[flag]) noted.push(at.flag + i);
  });
}
