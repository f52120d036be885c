// Turns labelled messages into examples: the traits of every value that may stand in them, and whether it is a secret.
import { readEvidence } from '../../core/mail/detect/credentials/evidence.ts';
import { type Traits, traitsOf } from '../../core/mail/detect/credentials/learned/traits.ts';
import type { Lexicon } from '../../core/mail/detect/credentials/lexicon.ts';
import { normalise } from '../../core/mail/detect/credentials/normalise.ts';
import { findSightings } from '../../core/mail/detect/credentials/sightings.ts';
import { type Announced, announcedBy, unannounced } from '../../core/mail/detect/credentials/topics.ts';
import { weigh } from '../../core/mail/detect/credentials/weigh.ts';

export interface Message {
  readonly subject: string;
  readonly body: string;
  readonly secrets: readonly string[];
}

export interface Example {
  readonly traits: Traits;
  readonly secret: boolean;
  /** How much it counts; 1 for a value in a labelled message. */
  readonly weight: number;
}

/** Values that cover a secret only in part teach neither way and are left out. */
export function examplesOf({ subject, body, secrets }: Message, lexicon: Lexicon, weight = 1): readonly Example[] {
  return [
    ...valuesIn(body, announcedBy(subject, lexicon), lexicon),
    ...valuesIn(subject, unannounced, lexicon),
  ].flatMap(({ value, traits }) => {
    const secret = secrets.some((whole) => whole === value || isWithoutMark(value, whole));
    const part = !secret && secrets.some((whole) => whole.includes(value) || value.includes(whole));
    return part ? [] : [{ traits, secret, weight }];
  });
}

function valuesIn(text: string, announced: Announced, lexicon: Lexicon): readonly { value: string; traits: Traits }[] {
  const evidence = readEvidence(normalise(text).text, lexicon, announced);
  const sightings = findSightings(evidence);
  return evidence.source.tokens.flatMap((_, i) =>
    sightings.at(i).map(({ candidate, relation }) => ({
      value: evidence.source.text.slice(candidate.start, candidate.end),
      traits: apart(traitsOf(candidate, relation, weigh(candidate, relation, evidence), evidence)),
    })),
  );
}

/** `Rain7` where the secret is `Rain7!`: the mark may be the sentence's. */
function isWithoutMark(value: string, whole: string): boolean {
  return whole.startsWith(value) && /^[^\p{L}\d]$/u.test(whole.slice(value.length));
}

/** Without the text they were noted of, which would fill the memory. */
function apart(traits: Traits): Traits {
  const [words, window] = [traits.words(), traits.window()];
  return { ...traits, words: () => words, window: () => window };
}
