// Reads the label and the level of a banner.
import { jointOf, type Lexicon, type Sense } from './lexicon.ts';
import { keyOf, longestMatch } from './match-words.ts';
import { isBetween } from './punctuation.ts';
import type { Token } from './tokens.ts';

export interface Labels {
  readonly schemes: ReadonlySet<string> | null;
  readonly next: number;
}

/** One label or several in two languages, an abbreviation in brackets, and what stands between label and level. */
export function readLabels(tokens: readonly Token[], from: number, lexicon: Lexicon): Labels {
  let schemes: Set<string> | null = null;
  let at = from;
  for (;;) {
    const label = longestMatch(tokens, at, lexicon.longestLabel, lexicon.labels, () => true);
    if (label === null) break;
    schemes ??= new Set();
    for (const scheme of label.value) schemes.add(scheme);
    at = skipBetween(tokens, label.next);
  }
  return { schemes, next: at };
}

export function skipBetween(tokens: readonly Token[], from: number): number {
  let at = from;
  while (isBetween(tokens[at]?.key ?? '') || tokens[at]?.key === '//') at++;
  return at;
}

export interface LevelAt {
  readonly senses: readonly Sense[];
  readonly upper: boolean;
  /** In capitals, or a level with a name of its own that begins with capitals. */
  readonly clear: boolean;
  readonly everyday: boolean;
  /** Its letters were set apart. */
  readonly spelt: boolean;
  readonly next: number;
}

const joints = new Set(['-', ':', '_', '+', '.', '/', '"']);

export function readLevel(tokens: readonly Token[], from: number, lexicon: Lexicon): LevelAt | null {
  const found = longestMatch(tokens, from, lexicon.longestForm, lexicon.levels, (key) => joints.has(key));
  if (found === null) return null;
  const words = tokens.slice(from, found.next);
  const joint = jointOf(
    words
      .filter((token) => !token.word)
      .map((token) => token.key)
      .join(''),
  );
  // Written in one word, it may be the form of any scheme.
  const exact = words.length === 1 ? [] : found.value.filter((sense) => sense.joint === joint);
  const upper = words.every((token) => !token.word || token.upper);
  const everyday = lexicon.everyday.has(keyOf(words));
  return {
    senses: exact.length > 0 ? exact : found.value,
    upper,
    clear: upper || (!everyday && words.every((token) => !token.word || token.capital)),
    everyday,
    spelt: words.some((token) => token.word && token.end - token.start > token.key.length),
    next: found.next,
  };
}

/** `S//NF`, `TS//SI`: a portion abbreviation counts as a level only before two slashes. */
export function readSlashed(tokens: readonly Token[], from: number, lexicon: Lexicon): LevelAt | null {
  const token = tokens[from];
  if (token === undefined || !token.upper || tokens[from + 1]?.key !== '//') return null;
  const senses = lexicon.portions.get(token.key);
  return senses === undefined
    ? null
    : { senses, upper: true, clear: true, everyday: false, spelt: false, next: from + 1 };
}
