// Knows what the sentences of a text are about: systems, keying something in, things that bear numbers, spelling.
import { type Lexicon, meaning } from './lexicon.ts';
import { type TokenisedText, tokenise } from './tokens.ts';

/** Topics of each sentence and line, as bits. */
export interface Topics {
  readonly ofSentence: Uint8Array<ArrayBuffer>;
  readonly ofLine: Uint8Array<ArrayBuffer>;
}

export function readTopics({ tokens, lineStarts }: TokenisedText): Topics {
  const ofSentence = new Uint8Array((tokens.at(-1)?.sentence ?? 0) + 1);
  const ofLine = new Uint8Array(lineStarts.length);
  for (const { spelling, sentence, line } of tokens) {
    const about = spelling.topics;
    if (about === 0) continue;
    ofSentence[sentence] = (ofSentence[sentence] ?? 0) | about;
    ofLine[line] = (ofLine[line] ?? 0) | about;
  }
  return { ofSentence, ofLine };
}

/** What a subject says of the text below it: meanings of secrets, keys and locks, and topics; 0 for nothing of the kind. */
export interface Announced {
  readonly meanings: number;
  readonly topics: number;
}

export const unannounced: Announced = { meanings: 0, topics: 0 };

const names = meaning.noun | meaning.phraseNoun | meaning.code | meaning.weak | meaning.key | meaning.lock;
const longestSubject = 1_000;

export function announcedBy(subject: string, lexicon: Lexicon): Announced {
  if (subject === '' || subject.length >= longestSubject) return unannounced;
  let [meanings, topics] = [0, 0];
  for (const { meanings: own, spelling } of tokenise(subject, lexicon).tokens) {
    meanings |= own & names;
    topics |= spelling.topics;
  }
  return { meanings, topics };
}
