// Settles which scheme an ambiguous level such as SECRET belongs to, from what stands beside it and elsewhere in the message.
import type { Lexicon, Sense } from './lexicon.ts';
import type { Mark } from './mark.ts';

export interface SettledMark {
  readonly mark: Mark;
  readonly sense: Sense;
}

/**
 * Marks that can mean one scheme only, or that come with a label or caveat, speak for the others. `lang` is the language
 * the message seems to be in: only `fr` tells schemes apart today.
 */
export function settleSchemes(marks: readonly Mark[], lexicon: Lexicon, lang: string | null): readonly SettledMark[] {
  const votes = new Set<string>();
  for (const mark of marks) {
    const schemes = new Set(mark.senses.map((sense) => sense.scheme));
    const [only] = schemes;
    if (schemes.size === 1 && only !== undefined) votes.add(only);
  }
  if (votes.size === 0) {
    for (const mark of marks) if (mark.hints.length > 0) votes.add(bestOf(mark, votes, lexicon, lang).scheme);
  }
  return marks.map((mark) => ({ mark, sense: bestOf(mark, votes, lexicon, lang) }));
}

function bestOf(mark: Mark, votes: ReadonlySet<string>, lexicon: Lexicon, lang: string | null): Sense {
  let [best] = mark.senses;
  if (best === undefined) throw new Error('a mark must have a meaning; do not make one without');
  let bestScore = -1;
  for (const sense of mark.senses) {
    const score = scoreOf(sense, mark, votes, lexicon, lang);
    if (score > bestScore) [best, bestScore] = [sense, score];
  }
  return best;
}

function scoreOf(sense: Sense, mark: Mark, votes: ReadonlySet<string>, lexicon: Lexicon, lang: string | null): number {
  let score = votes.has(sense.scheme) ? 4 : 0;
  // A label shared by few schemes says more than one shared by many.
  for (const hint of mark.hints) if (hint.has(sense.scheme)) score += 3 + 6 / hint.size;
  if (lang !== null && sense.lang === lang) score += 3;
  if (mark.hints.length > 0 && lexicon.caveatJoints.get(mark.joint) === sense.scheme) score += 2;
  if (mark.controls && sense.scheme === 'us') score += 5;
  const order = lexicon.order.indexOf(sense.scheme);
  return score + (order < 0 ? 0 : 1 - order / (lexicon.order.length + 1));
}
