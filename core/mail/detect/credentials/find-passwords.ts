// Finds secrets that people write to each other in sentences, labels and tables.
import type { Candidate } from './candidate.ts';
import { findCsvFields } from './csv-columns.ts';
import { readEvidence } from './evidence.ts';
import { judge } from './learned/judge.ts';
import { traitsOf } from './learned/traits.ts';
import { type Lexicon, meaning } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { findSightings, type Sighting } from './sightings.ts';
import { overlapWith, withoutOverlaps } from './spans.ts';
import { findSpelledOut } from './spelled-out.ts';
import { stretchesOf } from './stretches.ts';
import type { Evidence } from './surroundings.ts';
import type { Announced } from './topics.ts';
import { shapeOf } from './value-shape.ts';
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
  for (const [i, { start, end, own }] of stretches.entries()) {
    if (found.length >= most) break;
    const next = stretches[i + 1]?.own ?? text.length;
    for (const { offset, ...rest } of findInStretch(text.slice(start, end), lexicon, announced))
      if (start + offset >= own && start + offset < next) found.push({ ...rest, offset: start + offset });
  }
  return found;
}

function findInStretch(text: string, lexicon: Lexicon, announced: Announced): readonly Disclosure[] {
  const plain = normalise(text);
  const evidence = readEvidence(plain.text, lexicon, announced);
  const spelled = findSpelledOut(evidence).map(
    (run): Found => ({ ...run, shape: 'words', quoted: false, bare: null, odds: 2, cue: meaning.noun }),
  );
  const written = [...spelled, ...findWritten(evidence, spelled)];
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

/** In sentences, behind labels and in tables; `spelled` was found before and is left alone. */
function findWritten(evidence: Evidence, spelled: readonly Found[]): readonly Found[] {
  const sightings = findSightings(evidence);
  const done = new Set(
    spelled.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
  );
  const found: Found[] = [];
  for (let i = 0; i < evidence.source.tokens.length; i++) {
    if (done.has(i)) continue;
    const best = bestOf(sightings.at(i), evidence);
    if (best === null) continue;
    found.push(best);
    i = best.last;
  }
  return found;
}

/** The likeliest of the values that begin at one place; null where none is likely. */
function bestOf(sightings: readonly Sighting[], evidence: Evidence): Found | null {
  let best: Found | null = null;
  for (const { candidate, relation } of sightings) {
    const odds = oddsOf(candidate, relation, evidence);
    if (odds > (best?.odds ?? 0)) best = { ...candidate, odds, cue: relation?.cue ?? 0 };
  }
  return best;
}

/** What the grammar is sure of stands; of the rest decides what was learned. */
function oddsOf(candidate: Candidate, relation: Sighting['relation'], evidence: Evidence): number {
  const grammar = weigh(candidate, relation, evidence);
  const judged = judge(traitsOf(candidate, relation, grammar, evidence));
  return grammar > sure ? Math.max(judged, barely) : judged;
}

const sure = 1;
const barely = 0.1;

/** In tables without spaces, where no other reading found something already. */
function findInFields(text: string, lexicon: Lexicon, others: readonly Found[]): readonly Found[] {
  const places = others.map(({ start, end }) => ({ offset: start, length: end - start }));
  const taken = overlapWith(withoutOverlaps(places, () => false));
  return findCsvFields(text, lexicon).flatMap(({ start, end, cue }) => {
    const shape = shapeOf(text.slice(start, end), lexicon);
    if (shape === 'none' || shape === 'words' || taken({ offset: start, length: end - start })) return [];
    return [{ start, end, shape, quoted: false, first: -1, last: -1, bare: null, odds: 2, cue }];
  });
}

function typeOf(cue: number): Disclosure['type'] {
  if ((cue & meaning.phraseNoun) !== 0) return 'passphrase';
  if ((cue & meaning.noun) !== 0) return 'password';
  return (cue & meaning.code) !== 0 ? 'code' : 'password';
}

function confidenceOf(odds: number): number {
  return Math.round(Math.min(0.99, 1 / (1 + Math.exp(-0.55 - 0.6 * odds))) * 100) / 100;
}
