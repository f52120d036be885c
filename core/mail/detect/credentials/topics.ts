// Knows what the sentences of a text are about: systems, keying something in, things that bear numbers, spelling.
import { role, slotOf } from './learned/slots.ts';
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

/** What a subject says of the text below it: meanings of secrets, keys and locks, and topics, 0 for nothing of the kind; its words. */
export interface Announced {
  readonly meanings: number;
  readonly topics: number;
  readonly slots: readonly number[];
}

export const unannounced: Announced = { meanings: 0, topics: 0, slots: [] };

const names = meaning.noun | meaning.phraseNoun | meaning.code | meaning.weak | meaning.key | meaning.lock;
const longestSubject = 1_000;
const mostWords = 16;

export function announcedBy(subject: string, lexicon: Lexicon): Announced {
  if (subject === '' || subject.length >= longestSubject) return unannounced;
  let [meanings, topics] = [0, 0];
  const { tokens } = tokenise(subject, lexicon);
  for (const { meanings: own, spelling } of tokens) {
    meanings |= own & names;
    topics |= spelling.topics;
  }
  const slots = tokens.slice(0, mostWords).map(({ spelling }) => slotOf(spelling.hash, role.subject));
  return { meanings, topics, slots };
}
