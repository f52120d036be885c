// Gathers once for each text what all judgements of its values rest on.
import { codeLines } from './code-lines.ts';
import { sentenceTraits } from './learned/sentence-traits.ts';
import type { Lexicon } from './lexicon.ts';
import { readPlaces } from './place.ts';
import { readSentences } from './sentences.ts';
import type { Evidence } from './surroundings.ts';
import { tokenise } from './tokens.ts';
import { type Announced, readTopics } from './topics.ts';

/** `text` is normalised; `announced` is what the subject above it names. */
export function readEvidence(text: string, lexicon: Lexicon, { meanings, topics, slots }: Announced): Evidence {
  const source = tokenise(text, lexicon);
  const said = {
    source,
    sentences: readSentences(source),
    lexicon,
    announced: meanings,
    isCode: codeLines(source),
    announcedTopics: topics,
    announcedSlots: slots,
    places: readPlaces(source),
    topics: readTopics(source),
  };
  return { ...said, sentenceTraits: sentenceTraits(said) };
}
