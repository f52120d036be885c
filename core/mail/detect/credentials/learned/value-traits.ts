// What is noted of a value on itself: its shape, its length, the characters it is made of.
import type { Candidate } from '../candidate.ts';
import { isPlain, knownLikeness } from '../likeness.ts';
import { describes } from '../plain-words.ts';
import type { ValueTraits } from '../spellings.ts';
import type { Token } from '../tokens.ts';
import type { ValueShape } from '../value-shape.ts';
import { formSlots } from './form-slots.ts';
import { at, shapes, valueFlags } from './trait-layout.ts';

/** Which of `classes` a value belongs to. */
function classOf(shape: ValueShape, value: string, likeness: number): number {
  const step = likeness >= 4 ? 2 : likeness >= 2 ? 1 : 0;
  if (shape === 'mixed') return 8 + step;
  if (shape === 'strong') return 11 + step;
  if (shape === 'random') return 14;
  if (shape === 'digest') return 15;
  if (shape === 'words') return 3;
  if (shape === 'spelled') return 16;
  if (shape === 'compound') return 4;
  if (shape === 'reference') return 7;
  if (shape === 'digits' || shape === 'dial') return value.length > 3 && value.length < 9 ? 5 : 6;
  return /^\p{Lu}\p{Lu}/u.test(value) ? 2 : /^\p{Lu}/u.test(value) ? 1 : 0;
}

type Test = readonly [(typeof valueFlags)[number], RegExp];
const letterTests: readonly Test[] = [
  ['capital inside', /\p{Ll}\p{Lu}/u],
  ['accent', /[\u00c0-\u024f]/],
  ['all capitals', /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u],
];
/** Of no value that has only letters and spaces. */
const markTests: readonly Test[] = [
  ['ends with digits', /\d$/],
  ['begins with a digit', /^\d/],
  ['mark inside', /\p{L}[^\p{L}\d\s'._-]|[^\p{L}\d\s'._-]\p{L}/u],
  ['underscore', /_/],
  ['hyphens', /-/],
  ['dot', /\p{L}\.|\.\p{L}/u],
  ['letter for digit', /\p{L}\d\p{L}/u],
  ['year', /(?:19|20)\d\d/],
];

/** Found out once for each spelling. `token` is the first that the value covers. */
export function valueTraits(candidate: Candidate, token: Token, text: string): ValueTraits {
  const { bare, start, end } = candidate;
  if (bare?.traits !== undefined) return bare.traits;
  const traits = traitsOfValue(candidate, token, text.slice(start, end));
  if (bare !== null) bare.traits = traits;
  return traits;
}

function traitsOfValue(candidate: Candidate, { spelling }: Token, value: string): ValueTraits {
  const { shape } = candidate;
  const likeness = Math.min(6, Math.round(knownLikeness(candidate, value) * 2));
  const noted = [at.shape + shapes.indexOf(shape), at.likeness + likeness, at.length + Math.min(13, value.length >> 1)];
  const flagged = (flag: (typeof valueFlags)[number]): number => noted.push(at.value + valueFlags.indexOf(flag));
  if (spelling.neverValue) flagged('never a value');
  if (describes(spelling.word, value)) flagged('describes');
  for (const [flag, pattern] of letterTests) if (pattern.test(value)) flagged(flag);
  if (!isPlain(value)) for (const [flag, pattern] of markTests) if (pattern.test(value)) flagged(flag);
  return { kind: classOf(shape, value, likeness), noted, form: formSlots(value) };
}
