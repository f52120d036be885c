// Settles which scheme an ambiguous level such as SECRET belongs to, from what stands beside it and elsewhere in the message.
import type { Lexicon, Sense } from './lexicon.ts';
import type { Mark } from './mark.ts';

export interface SettledMark {
  readonly mark: Mark;
  readonly sense: Sense;
}

/** What the message says of the scheme without a marking. */
export interface Setting {
  /** Language the message seems to be in: only `fr` tells schemes apart today. */
  readonly lang: string | null;
  /** Domains of sender and recipients, lower case, the sender's first. */
  readonly domains: readonly string[];
}

/** Marks that can mean one scheme only, or that come with a label or caveat, speak for the others. */
export function settleSchemes(marks: readonly Mark[], lexicon: Lexicon, setting: Setting): readonly SettledMark[] {
  const around = { lang: setting.lang, schemes: schemesAround(setting.domains, lexicon) };
  const votes = new Set<string>();
  for (const mark of marks) {
    const schemes = new Set(mark.senses.map((sense) => sense.scheme));
    const [only] = schemes;
    if (schemes.size === 1 && only !== undefined) votes.add(only);
  }
  if (votes.size === 0) {
    for (const mark of marks) if (mark.hints.length > 0) votes.add(bestOf(mark, votes, lexicon, around).scheme);
  }
  return marks.map((mark) => ({ mark, sense: bestOf(mark, votes, lexicon, around) }));
}

interface Around {
  readonly lang: string | null;
  /** How much speaks for a scheme. */
  readonly schemes: ReadonlyMap<string, number>;
}

const mostDomains = 20;

/** The sender's domain says most, and a longer suffix more than a country. */
function schemesAround(domains: readonly string[], lexicon: Lexicon): ReadonlyMap<string, number> {
  const schemes = new Map<string, number>();
  for (const [i, domain] of domains.slice(0, mostDomains).entries()) {
    const labels = domain.slice(0, 253).split('.');
    for (let from = 0; from < labels.length; from++) {
      const known = lexicon.domains.get(labels.slice(from).join('.'));
      if (known === undefined) continue;
      const weight = (i === 0 ? 2 : 1) + (from < labels.length - 1 ? 1 : 0);
      for (const scheme of known) schemes.set(scheme, Math.max(schemes.get(scheme) ?? 0, weight));
      break;
    }
  }
  return schemes;
}

function bestOf(mark: Mark, votes: ReadonlySet<string>, lexicon: Lexicon, around: Around): Sense {
  let [best] = mark.senses;
  if (best === undefined) throw new Error('a mark must have a meaning; do not make one without');
  let bestScore = -1;
  for (const sense of mark.senses) {
    const score = scoreOf(sense, mark, votes, lexicon, around);
    if (score > bestScore) [best, bestScore] = [sense, score];
  }
  return best;
}

function scoreOf(sense: Sense, mark: Mark, votes: ReadonlySet<string>, lexicon: Lexicon, around: Around): number {
  let score = (votes.has(sense.scheme) ? 4 : 0) + (around.schemes.get(sense.scheme) ?? 0);
  // A label shared by few schemes says more than one shared by many.
  for (const hint of mark.hints) if (hint.has(sense.scheme)) score += 3 + 6 / hint.size;
  if (around.lang !== null && sense.lang === around.lang) score += 3;
  if (mark.hints.length > 0 && lexicon.caveatJoints.get(mark.joint) === sense.scheme) score += 2;
  if (mark.controls && sense.scheme === 'us') score += 5;
  const order = lexicon.order.indexOf(sense.scheme);
  return score + (order < 0 ? 0 : 1 - order / (lexicon.order.length + 1));
}
