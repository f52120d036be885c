// Finds secrets that people write to each other in sentences, labels and tables.
import type { Candidate } from './candidate.ts';
import { findCsvFields, isKey } from './csv-columns.ts';
import { readEvidence } from './evidence.ts';
import { judgeOfText } from './learned/judge.ts';
import type { Judge } from './learned/judging.ts';
import { traitsOf } from './learned/traits.ts';
import { type Lexicon, meaning } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { namesSecret } from './sentences.ts';
import { findSightings, type Sighting } from './sightings.ts';
import { overlapWith, withoutOverlaps } from './spans.ts';
import { stretchesOf } from './stretches.ts';
import type { Evidence } from './surroundings.ts';
import type { Announced } from './topics.ts';
import { shapeOf, type ValueShape } from './value-shape.ts';
import { weigh } from './weigh.ts';

export interface Disclosure {
  /** UTF-16 range in the text as given. */
  readonly offset: number;
  readonly length: number;
  readonly secret: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly type: 'password' | 'passphrase' | 'code' | 'key';
}

interface Found extends Candidate {
  /** Log-odds. */
  readonly odds: number;
  /** Meanings of the word that announced it. */
  readonly cue: number;
}

/** `announced`: what the subject above this text says. Stops looking behind the stretch in which `most` were found. */
export function findPasswords(
  text: string,
  lexicon: Lexicon,
  announced: Announced,
  most: number,
): readonly Disclosure[] {
  const found: Disclosure[] = [];
  const stretches = stretchesOf(text);
  const judge = judgeOfText();
  for (const [i, { start, end, own }] of stretches.entries()) {
    if (found.length >= most) break;
    const next = stretches[i + 1]?.own ?? text.length;
    for (const { offset, ...rest } of findInStretch(text.slice(start, end), lexicon, announced, judge))
      if (start + offset >= own && start + offset < next) found.push({ ...rest, offset: start + offset });
  }
  return found;
}

function findInStretch(text: string, lexicon: Lexicon, announced: Announced, judge: Judge): readonly Disclosure[] {
  const plain = normalise(text);
  const evidence = readEvidence(plain.text, lexicon, announced);
  const written = findWritten(evidence, judge);
  return [...written, ...findInFields(plain.text, lexicon, written)].map(({ start, end, odds, cue, shape }) => {
    const offset = plain.originalOffset(start);
    return {
      offset,
      length: plain.originalEnd(end) - offset,
      secret: plain.text.slice(start, end),
      confidence: confidenceOf(odds),
      type: shape === 'random' || shape === 'digest' ? 'key' : typeOf(cue),
    };
  });
}

/** In sentences, behind labels and in tables. */
function findWritten(evidence: Evidence, judge: Judge): readonly Found[] {
  const sightings = findSightings(evidence);
  const found: Found[] = [];
  for (let i = 0; i < evidence.source.tokens.length; i++) {
    const whole = bestOf(sightings.at(i), evidence, judge);
    if (whole === null) continue;
    const best = isRunOfWords(whole) ? likeliestIn(whole, sightings, evidence, judge) : whole;
    found.push(best);
    i = best.last;
  }
  return found;
}

function isRunOfWords({ first, last, quoted, shape }: Candidate): boolean {
  return last > first && !quoted && shape !== 'digits';
}

/** "jroy Quay81.Lamp thanks": several words, or the one value among them that is likelier than all of them. */
function likeliestIn(
  whole: Found,
  sightings: ReturnType<typeof findSightings>,
  evidence: Evidence,
  judge: Judge,
): Found {
  let best = whole;
  for (let i = whole.first + 1; i <= whole.last; i++) {
    const singles = sightings.at(i).filter(({ candidate }) => candidate.first === candidate.last);
    const single = bestOf(singles, evidence, judge);
    if (single !== null && single.odds > best.odds) best = single;
  }
  return best;
}

/** The likeliest of the values that begin at one place; null where none is likely. */
function bestOf(sightings: readonly Sighting[], evidence: Evidence, judge: Judge): Found | null {
  let best: Found | null = null;
  for (const sighting of sightings) {
    const odds = oddsOf(sighting, evidence, judge);
    if (odds > (best?.odds ?? 0)) best = { ...sighting.candidate, odds, cue: sighting.relation?.cue ?? 0 };
  }
  return best;
}

/** What was learned decides, and the grammar of a word that points at the value: in cases of doubt, and where it is very sure. */
function oddsOf({ candidate, relation }: Sighting, evidence: Evidence, judge: Judge): number {
  const grammar = weigh(candidate, relation, evidence);
  const judged = judge(traitsOf(candidate, relation, grammar, evidence));
  const named = relation !== null && namesSecret(relation.cue);
  const stands = (named && grammar >= sure) || (relation !== null && grammar > 0 && judged > doubtful);
  return stands ? Math.max(judged, barely) : judged;
}

/** Below this the grammar was wrong more often than right where what was learned said otherwise. */
const sure = 2.4;
const doubtful = -0.5;
const barely = 0.1;

/** In tables without spaces, where no other reading found something already. */
function findInFields(text: string, lexicon: Lexicon, others: readonly Found[]): readonly Found[] {
  const places = others.map(({ start, end }) => ({ offset: start, length: end - start }));
  const taken = overlapWith(withoutOverlaps(places, () => false));
  return findCsvFields(text, lexicon).flatMap(({ start, end, cue }) => {
    const shape = shapeOf(text.slice(start, end), lexicon);
    if (!isFieldValue(shape, cue) || taken({ offset: start, length: end - start })) return [];
    return [{ start, end, shape, quoted: false, first: -1, last: -1, bare: null, odds: 2, cue }];
  });
}

/** A column called "Key" may list the keys of doors, by their numbers or by where they hang. */
function isFieldValue(shape: ValueShape, cue: number): boolean {
  if (isKey(cue)) return shape === 'strong' || shape === 'random' || shape === 'digest';
  return shape !== 'none' && shape !== 'words';
}

function typeOf(cue: number): Disclosure['type'] {
  if ((cue & meaning.phraseNoun) !== 0) return 'passphrase';
  if ((cue & meaning.noun) !== 0) return 'password';
  return (cue & meaning.code) !== 0 ? 'code' : 'password';
}

function confidenceOf(odds: number): number {
  return Math.round(Math.min(0.99, 1 / (1 + Math.exp(-0.55 - 0.6 * odds))) * 100) / 100;
}
