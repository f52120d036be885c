// What is noted of a value on itself: its shape, its length, the characters it is made of.
import type { Candidate } from '../candidate.ts';
import { describes } from '../plain-words.ts';
import type { Evidence } from '../surroundings.ts';
import type { Token } from '../tokens.ts';
import type { ValueShape } from '../value-shape.ts';
import { at, noteBits, shapes, valueFlags } from './trait-layout.ts';

/** Which of `classes` a value belongs to. */
export function classOf(shape: ValueShape, value: string, likeness: number): number {
  const step = likeness >= 4 ? 2 : likeness >= 2 ? 1 : 0;
  if (shape === 'mixed') return 8 + step;
  if (shape === 'strong') return 11 + step;
  if (shape === 'random') return 14;
  if (shape === 'digest') return 15;
  if (shape === 'words') return 3;
  if (shape === 'compound') return 4;
  if (shape === 'reference') return 7;
  if (shape === 'digits' || shape === 'dial') return value.length > 3 && value.length < 9 ? 5 : 6;
  return /^\p{Lu}\p{Lu}/u.test(value) ? 2 : /^\p{Lu}/u.test(value) ? 1 : 0;
}

const valueTests: readonly (readonly [(typeof valueFlags)[number], RegExp])[] = [
  ['ends with digits', /\d$/],
  ['begins with a digit', /^\d/],
  ['mark inside', /\p{L}[^\p{L}\d\s'._-]|[^\p{L}\d\s'._-]\p{L}/u],
  ['underscore', /_/],
  ['hyphens', /-/],
  ['dot', /\p{L}\.|\.\p{L}/u],
  ['letter for digit', /\p{L}\d\p{L}/u],
  ['capital inside', /\p{Ll}\p{Lu}/u],
  ['accent', /[\u00c0-\u024f]/],
  ['all capitals', /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u],
  ['year', /(?:19|20)\d\d/],
];

export function noteValue(
  noted: number[],
  value: string,
  { shape }: Candidate,
  { word, meanings: own }: Token,
  { lexicon }: Evidence,
  likeness: number,
): void {
  noted.push(at.shape + shapes.indexOf(shape), at.likeness + likeness, at.length + Math.min(13, value.length >> 1));
  noteBits(noted, at.own, own);
  const flagged = (flag: (typeof valueFlags)[number]): number => noted.push(at.value + valueFlags.indexOf(flag));
  if (lexicon.nonValues.has(word)) flagged('never a value');
  if (describes(word, value)) flagged('describes');
  for (const [flag, pattern] of valueTests) if (pattern.test(value)) flagged(flag);
}
