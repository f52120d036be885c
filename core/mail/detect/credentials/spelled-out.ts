// Finds secrets read out character by character: "lower case m, upper case Q, six, dash".
import { meaning } from './lexicon.ts';
import { namesSecret } from './sentences.ts';
import type { Evidence } from './surroundings.ts';
import type { Token, TokenisedText } from './tokens.ts';

export interface SpelledOut {
  /** UTF-16 range in the normalised text, from the first character read out to the last. */
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly last: number;
}

const fewest = 5;

/** Runs of five characters or more, parted by commas, in or beside a sentence that names a secret. */
export function findSpelledOut({ source, sentences }: Evidence): readonly SpelledOut[] {
  const found: SpelledOut[] = [];
  const { tokens } = source;
  for (let i = 0; i < tokens.length; i++) {
    const sentence = tokens[i]?.sentence ?? 0;
    const run = runFrom(source, i);
    if (run === null) continue;
    const around =
      sentences.meaningsOf(sentence - 1) | sentences.meaningsOf(sentence) | sentences.meaningsOf(sentence + 1);
    if (namesSecret(around)) found.push(run);
    i = run.last;
  }
  return found;
}

function runFrom({ tokens }: TokenisedText, from: number): SpelledOut | null {
  const start = tokens[from];
  if (start === undefined || !isSpelling(start)) return null;
  let items = 0;
  let last = from - 1;
  let open = from;
  for (let i = from; i < tokens.length && i < from + 200; i++) {
    const token = tokens[i];
    if (token === undefined || !isSpelling(token)) break;
    if (token.after === '' && i - open < 4) continue;
    items++;
    last = i;
    open = i + 1;
    if (token.after !== ',') break;
  }
  const end = tokens[last];
  if (items < fewest || end === undefined) return null;
  return { start: start.start, end: end.end - (end.after === '' ? 0 : 1), first: from, last };
}

function isSpelling({ word, meanings, spelling }: Token): boolean {
  return spelling.readOut || (word.length !== 1 && (meanings & meaning.hint) !== 0);
}
