// What is noted of the place where a value stands: behind a verb, second of a pair, alone on its line.
import type { Candidate } from '../candidate.ts';
import { place } from '../place.ts';
import { type Evidence, hinted, isPrompted, lastsUntil, saidBehind, standsAlone } from '../surroundings.ts';
import type { Token } from '../tokens.ts';
import { flagAt } from './trait-layout.ts';

export function noteFlags(noted: number[], candidate: Candidate, token: Token, evidence: Evidence): void {
  const { source, announced } = evidence;
  const { tokens, lineStarts, text } = source;
  const { first, last } = candidate;
  const previous = tokens[first - 1];
  const next = tokens[last + 1];
  const start = lineStarts[token.line] ?? first;
  const above = tokens[start - 1];
  const where = evidence.places(first);
  if ((where & place.behindVerb) !== 0) noted.push(flagAt['behind a verb']);
  if ((where & (place.behindVerb | place.behindTrial)) === place.behindTrial) noted.push(flagAt['behind a trial']);
  if ((where & place.behindSetting) !== 0) noted.push(flagAt['behind a setting']);
  if ((where & place.instrument) !== 0) noted.push(flagAt.instrument);
  if (lastsUntil(source, candidate)) noted.push(flagAt.until);
  if ((where & place.secondOfPair) !== 0) noted.push(flagAt['second of a pair']);
  if ((where & place.behindCopula) !== 0) noted.push(flagAt['behind a copula']);
  if ((where & place.behindAddress) !== 0) noted.push(flagAt['behind an address']);
  if (standsAlone(source, candidate)) noted.push(flagAt['alone on its line']);
  if (evidence.isCode(token.line)) noted.push(flagAt['program text']);
  if (isPrompted(token, evidence)) noted.push(flagAt.prompted);
  if (hinted(token, evidence)) noted.push(flagAt['spelling told']);
  if (source.questions.has(token.sentence)) noted.push(flagAt.question);
  if (saidBehind(token, evidence)) noted.push(flagAt['named behind']);
  if (previous?.line !== token.line) noted.push(flagAt['first of its line']);
  if (next?.line !== token.line) noted.push(flagAt['last of its line']);
  if (token.gap) noted.push(flagAt['set apart']);
  if (text[token.start] === '(') noted.push(flagAt['in parentheses']);
  if (candidate.quoted) noted.push(flagAt['in quotation marks']);
  if (announced !== 0) noted.push(flagAt.announced);
  if (isBullet(tokens[start], text)) noted.push(flagAt['list item']);
  if (above?.after === ':' && previous === above) noted.push(flagAt['line above ends with a colon']);
  if (above !== undefined && lineStarts[above.line] === start - 1) noted.push(flagAt['line above is one word']);
  if (next?.sentence !== token.sentence) noted.push(flagAt['ends its sentence']);
}

function isBullet(token: Token | undefined, text: string): boolean {
  return token !== undefined && token.end - token.start === 1 && /[-*•–]/.test(text.charAt(token.start));
}
