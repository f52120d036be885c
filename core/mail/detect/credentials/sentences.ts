// What a sentence says apart from the value: counts of meanings that weigh for or against a disclosure.
import { meaning } from './lexicon.ts';
import type { TokenisedText } from './tokens.ts';

/** Union of the meanings in each sentence. */
export interface Sentences {
  meaningsOf(sentence: number): number;
}

export function readSentences({ tokens }: TokenisedText): Sentences {
  const unions = new Uint16Array((tokens.at(-1)?.sentence ?? 0) + 2);
  for (const token of tokens) unions[token.sentence] = (unions[token.sentence] ?? 0) | token.meanings;
  return { meaningsOf: (sentence) => (sentence < 0 ? 0 : (unions[sentence] ?? 0)) };
}

/** Whether a meaning is any of the names of a secret. */
export function namesSecret(meanings: number): boolean {
  return (meanings & (meaning.noun | meaning.phraseNoun | meaning.code)) !== 0;
}
