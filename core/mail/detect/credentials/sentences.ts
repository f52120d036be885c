// What a sentence says apart from the value: counts of meanings that weigh for or against a disclosure.
import { meaning } from './lexicon.ts';
import type { TokenisedText } from './tokens.ts';

/** Union of the meanings in each sentence. */
export interface Sentences {
  meaningsOf(sentence: number): number;
  /** Of the line with a colon at its end that stands over this line's paragraph; 0 where there is none. */
  headingOf(line: number): number;
}

export function readSentences(source: TokenisedText): Sentences {
  const { tokens } = source;
  const unions = new Uint32Array((tokens.at(-1)?.sentence ?? 0) + 2);
  for (const token of tokens) unions[token.sentence] = (unions[token.sentence] ?? 0) | token.meanings;
  const meaningsOf = (sentence: number): number => (sentence < 0 ? 0 : (unions[sentence] ?? 0));
  const headings = readHeadings(source, meaningsOf);
  return { meaningsOf, headingOf: (line) => headings[line] ?? 0 };
}

/** A heading holds until the first empty line behind an item. */
function readHeadings(
  { tokens, lineStarts }: TokenisedText,
  meaningsOf: (sentence: number) => number,
): Int32Array<ArrayBuffer> {
  const headings = new Int32Array(lineStarts.length);
  let heading = 0;
  let items = 0;
  for (let line = 0; line + 1 < lineStarts.length; line++) {
    const end = lineStarts[line + 1] ?? 0;
    const last = end > (lineStarts[line] ?? 0) ? tokens[end - 1] : undefined;
    if (last === undefined) {
      if (items > 0) heading = 0;
      continue;
    }
    headings[line] = heading;
    items++;
    if (last.after !== ':') continue;
    heading = meaningsOf(last.sentence);
    items = 0;
  }
  return headings;
}

/** Whether a meaning is any of the names of a secret. */
export function namesSecret(meanings: number): boolean {
  return (meanings & (meaning.noun | meaning.phraseNoun | meaning.code)) !== 0;
}
