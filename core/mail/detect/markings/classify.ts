// The highest protective marking among the findings is what the message is classified as.
import type { Classification, Finding } from '../../../model/finding.ts';
import type { Level, Scheme } from '../../../model/scheme.ts';

interface Standing {
  readonly classification: Classification;
  /** 0 to 1: how far up its own scheme the level is, to compare schemes of different size. */
  readonly height: number;
  readonly confidence: number;
}

/** Null when nothing is marked. Highest level; among equals the clearest carrier. */
export function classify(findings: readonly Finding[], schemes: ReadonlyMap<string, Scheme>): Classification | null {
  let best: Standing | null = null;
  for (const finding of findings) {
    const standing = standingOf(finding, schemes);
    if (standing !== null && (best === null || isHigher(standing, best))) best = standing;
  }
  return best?.classification ?? null;
}

function standingOf(finding: Finding, schemes: ReadonlyMap<string, Scheme>): Standing | null {
  if (finding.kind !== 'marking' || finding.value === null) return null;
  const { scheme: id, level: name } = finding.value;
  if (typeof id !== 'string' || typeof name !== 'string') return null;
  const scheme = schemes.get(id);
  const level = scheme?.levels.find((candidate) => candidate.name === (equalOf(scheme, name) ?? name));
  if (scheme === undefined || level === undefined) return null;
  return {
    classification: { scheme: id, level: name, rank: level.rank, sensitive: level.sensitive, carrier: finding.where },
    height: heightOf(level, scheme),
    confidence: finding.confidence,
  };
}

/** Level of the scheme that a level of others ranks with (RESTRICTED in a foreign or joint marking). */
function equalOf(scheme: Scheme | undefined, name: string): string | null {
  const others = scheme?.grammar?.foreign_levels;
  if (typeof others !== 'object' || others === null) return null;
  const equal = (others as Readonly<Record<string, unknown>>)[name];
  return typeof equal === 'string' ? equal : null;
}

function heightOf(level: Level, scheme: Scheme): number {
  return scheme.levels.length < 2 ? 1 : level.rank / (scheme.levels.length - 1);
}

function isHigher(one: Standing, other: Standing): boolean {
  if (one.classification.sensitive !== other.classification.sensitive) return one.classification.sensitive;
  const [a, b] = [one.classification, other.classification];
  if (a.scheme === b.scheme ? a.rank !== b.rank : one.height !== other.height) {
    return a.scheme === b.scheme ? a.rank > b.rank : one.height > other.height;
  }
  return one.confidence > other.confidence;
}
