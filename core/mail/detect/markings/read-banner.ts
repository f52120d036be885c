// Reads a line that is a marking and nothing else: label, level, caveats. A line with one unexplained word is no banner.
import type { Banner } from './banner.ts';
import { foldText, originalOffset } from './fold-text.ts';
import type { Lexicon } from './lexicon.ts';
import { keyOf } from './match-words.ts';
import { misprintOf } from './misprint.ts';
import { isBefore } from './punctuation.ts';
import { readForeign } from './read-foreign.ts';
import { readLabels, readLevel, readSlashed } from './read-level.ts';
import { readRest } from './read-rest.ts';
import { longestLine, type Token, tokensOf } from './tokens.ts';

/** `mayBeMisprinted` allows letters misprinted or misread. Null when the line says anything else. */
export function readBanner(text: string, lexicon: Lexicon, mayBeMisprinted = true): Banner | null {
  if (text.length > longestLine) return null;
  const folded = foldText(text);
  const tokens = tokensOf(folded.text);
  const found = readTokens(tokens, lexicon) ?? (mayBeMisprinted ? readMisprint(tokens, lexicon) : null);
  if (found === null) return null;
  return { ...found, start: originalOffset(folded, found.start), end: originalOffset(folded, found.end) };
}

export function readTokens(tokens: readonly Token[], lexicon: Lexicon): Banner | null {
  const opened = skipBefore(tokens, 0);
  const number = numberAt(tokens, opened);
  let at = opened;
  if (number > opened) at = skipBefore(tokens, number);
  if (tokens[at]?.key === '//') return readForeign(tokens, at, lexicon);
  const labels = readLabels(tokens, at, lexicon);
  const level = readLevel(tokens, labels.next, lexicon) ?? readSlashed(tokens, labels.next, lexicon);
  if (level === null) return null;
  // `Level: restricted` says no more than the word itself.
  const labelled = labels.schemes?.size === 0 && level.everyday && !level.upper ? null : labels.schemes;
  const senses = level.senses.filter((sense) => !sense.labelRequired || labelled?.has(sense.scheme));
  if (senses.length === 0) return null;
  const rest = readRest(tokens, level, senses, labelled, lexicon);
  if (rest === null) return null;
  const first = tokens[at];
  const last = tokens.at(-1);
  return {
    senses: rest.senses,
    labelled,
    caveats: rest.caveats,
    controls: rest.controls,
    upper: level.upper,
    clear: level.clear,
    everyday: level.everyday,
    repeated: rest.repeated,
    joint: tokens[level.next]?.key ?? '',
    stopped: last?.key === '.' && !level.spelt,
    numbered: number > opened,
    misprint: false,
    start: first?.start ?? 0,
    end: last?.end ?? 0,
  };
}

function skipBefore(tokens: readonly Token[], from: number): number {
  let at = from;
  while (isBefore(tokens[at]?.key ?? '')) at++;
  return at;
}

/** Index behind `3.`, `3)` or `a)`, or `from` when none of them is there. */
function numberAt(tokens: readonly Token[], from: number): number {
  const [number, sign] = [tokens[from]?.key ?? '', tokens[from + 1]?.key];
  const numbers = /^[0-9]{1,3}$/.test(number) ? sign === '.' || sign === ')' : number.length === 1 && sign === ')';
  return numbers ? from + 2 : from;
}

const mostMisprinted = 12;

/** The whole line, a few letters off, is label and level. */
function readMisprint(tokens: readonly Token[], lexicon: Lexicon): Banner | null {
  if (tokens.length > mostMisprinted) return null;
  const letters = keyOf(tokens);
  const meant = misprintOf(letters, lexicon.bySize);
  const last = tokens.findLast((token) => token.word);
  // The letter behind PROTECTED is the level: it is read as it stands.
  if (meant === null || (last?.key.length === 1 && /[a-z]/.test(last.key) && !meant.endsWith(last.key))) return null;
  const words = tokens.filter((token) => token.word);
  const upper = words.every((token) => token.upper);
  const corrected = readTokens(respell(tokens, letters, meant), lexicon);
  return corrected === null ? null : { ...corrected, upper, misprint: true };
}

function respell(tokens: readonly Token[], letters: string, meant: string): readonly Token[] {
  let used = 0;
  return tokens.map((token) => {
    if (!token.word) return token;
    const size = token.key.replaceAll("'", '').length;
    const key = meant.slice(used, used + size);
    used += size;
    return letters === meant ? token : { ...token, key };
  });
}
