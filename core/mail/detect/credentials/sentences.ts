// What a sentence says apart from the value: counts of meanings that weigh for or against a disclosure.
import { meaning } from './lexicon.ts';
import type { TokenisedText } from './tokens.ts';

/** Union of the meanings in each sentence. */
export interface Sentences {
  meaningsOf(sentence: number): number;
  /** Of the line with a colon at its end that stands over this line's paragraph; 0 where there is none. */
  headingOf(line: number): number;
  /** Of the line that points back at the paragraph this line stands in ("These are the passwords"); 0 where there is none. */
  footingOf(line: number): number;
  /** Whether the sentence begins by pointing at the one before: "That is the password". */
  pointsBack(sentence: number): boolean;
}

export function readSentences(source: TokenisedText): Sentences {
  const { tokens } = source;
  const unions = new Uint32Array((tokens.at(-1)?.sentence ?? 0) + 2);
  for (const token of tokens) unions[token.sentence] = (unions[token.sentence] ?? 0) | token.meanings;
  const meaningsOf = (sentence: number): number => (sentence < 0 ? 0 : (unions[sentence] ?? 0));
  const headings = readHeadings(source, meaningsOf);
  const pointing = readPointing(source);
  const footings = readFootings(source, pointing, meaningsOf);
  return {
    meaningsOf,
    headingOf: (line) => headings[line] ?? 0,
    footingOf: (line) => footings[line] ?? 0,
    pointsBack: (sentence) => pointing.has(sentence),
  };
}

const demonstratives = new Set([
  'this',
  'that',
  'these',
  'those',
  'ce',
  'these',
  'esta',
  'estas',
  'das',
  'dies',
  'isto',
]);

/** Sentences that begin with "these are", "c'est" and the like. */
function readPointing({ tokens }: TokenisedText): ReadonlySet<number> {
  const pointing = new Set<number>();
  let open = -1;
  for (let i = 0; i < tokens.length; i++) {
    const { word, sentence } = tokens[i] ?? { word: '', sentence: open };
    if (sentence === open) continue;
    open = sentence;
    if (!demonstratives.has(word) && word !== "c'est") continue;
    const verb = word === "c'est" ? tokens[i] : tokens[i + 1];
    if (verb !== undefined && verb.sentence === sentence && (verb.meanings & meaning.copula) !== 0)
      pointing.add(sentence);
  }
  return pointing;
}

/** A footing holds for the lines above it up to an empty one. */
function readFootings(
  { tokens, lineStarts }: TokenisedText,
  pointing: ReadonlySet<number>,
  meaningsOf: (sentence: number) => number,
): Int32Array<ArrayBuffer> {
  const footings = new Int32Array(lineStarts.length);
  let footing = 0;
  for (let line = lineStarts.length - 2; line >= 0; line--) {
    const first = tokens[lineStarts[line] ?? 0];
    if (first === undefined || first.line !== line) footing = 0;
    else {
      footings[line] = footing;
      if (pointing.has(first.sentence) && namesSecret(meaningsOf(first.sentence))) footing = meaningsOf(first.sentence);
    }
  }
  return footings;
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
