// Writes down the words around a value, in order, as rows of the table that the net reads.
import type { Candidate } from '../candidate.ts';
import { meaning, topic } from '../lexicon.ts';
import type { Evidence } from '../surroundings.ts';
import type { Token, TokenisedText } from '../tokens.ts';
import { lookOf, markOf } from './neighbour-traits.ts';
import { classes, looks, marks, noteBits } from './trait-layout.ts';

/** Words on either side that are read: those of the value's own line or sentence. */
const reach = 12;
/** Places a window has at most. */
export const widest = 2 * reach + 1;
/** Words and forms share rows: of a text nothing but sums of many is kept. */
const wordBits = 12;
const formBits = 10;

export const unknownWord = 0;
const words = 1;
const forms = words + (1 << wordBits);
const places = forms + (1 << formBits);
const besides = places + widest;
const afters = besides + 4;
const written = afters + marks.length;
const meant = written + looks.length;
const about = meant + Object.keys(meaning).length;
const kinds = about + Object.keys(topic).length;
/** How many rows the table has. */
export const rowCount = kinds + classes.length;

export interface Window {
  /** For each place in order, the rows of what stands there. */
  readonly rows: readonly (readonly number[])[];
  /** Which of the places is the value's. */
  readonly value: number;
}

/** `kind` and `form` as `valueTraits` has them. */
export function windowOf(
  candidate: Candidate,
  token: Token,
  kind: number,
  form: readonly number[],
  { source }: Evidence,
): Window {
  const { first, last } = candidate;
  const { tokens } = source;
  const before: number[][] = [];
  const behind: number[][] = [];
  for (let distance = 1; distance <= reach; distance++) {
    const word = tokens[first - distance];
    if (word === undefined || !isBeside(word, token)) break;
    before.push(rowsOf(word, token, reach - distance, source));
  }
  for (let distance = 1; distance <= reach; distance++) {
    const word = tokens[last + distance];
    if (word === undefined || !isBeside(word, token)) break;
    behind.push(rowsOf(word, token, reach + distance, source));
  }
  const value = [places + reach, kinds + kind, afters + markOf(tokens[last]?.after ?? '')];
  for (const slot of form) value.push(forms + (slot & ((1 << formBits) - 1)));
  return { rows: [...before.reverse(), value, ...behind], value: before.length };
}

function isBeside(word: Token, { line, sentence }: Token): boolean {
  return word.line === line || word.sentence === sentence;
}

function rowsOf(word: Token, value: Token, place: number, source: TokenisedText): number[] {
  const { spelling, meanings, after, line, sentence } = word;
  const rows = [
    words + (spelling.hash >>> (32 - wordBits)),
    places + place,
    besides + (line === value.line ? 1 : 0) + (sentence === value.sentence ? 2 : 0),
    afters + markOf(after),
    written + lookOf(word, word, source),
  ];
  noteBits(rows, meant, meanings);
  noteBits(rows, about, spelling.topics);
  return rows;
}
