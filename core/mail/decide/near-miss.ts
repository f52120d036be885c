// Clauses that would have matched but for one thing, so that a person can see why they did not.
import type { Outcome } from '../../model/decision.ts';
import type { Clause, Condition } from '../../model/pack.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { isAboutContent } from './clause-answers.ts';
import { evidenceFor, holdsFor } from './condition.ts';
import type { MessageFacts, RecipientFacts } from './facts.ts';

export interface NearMiss {
  /** `pack/clause-id` */
  readonly clause: string;
  /** The part that did not hold: `relation`, `finding.confidence`; `unless` and `exempt` kept a match from counting. */
  readonly failed: string;
  /** What the clause asks for there, as in the pack; null for `exempt`. */
  readonly wanted: unknown;
  /** What would follow from it. */
  readonly outcome: Outcome;
}

/** In the order of the pack. A clause none of whose asked-for facts is there is no near miss, whatever else holds. */
export function nearMisses(rulebook: Rulebook, facts: MessageFacts, recipient: RecipientFacts): readonly NearMiss[] {
  return rulebook.pack.clauses.flatMap((clause) => {
    const miss = nearMissOf(clause, rulebook, facts, recipient);
    return miss === null ? [] : [{ clause: `${rulebook.pack.name}/${clause.id}`, ...miss, outcome: clause.outcome }];
  });
}

type Miss = Omit<NearMiss, 'clause' | 'outcome'>;

function nearMissOf(clause: Clause, rulebook: Rulebook, facts: MessageFacts, recipient: RecipientFacts): Miss | null {
  const { when, unless } = clause;
  const holds = (condition: Condition) => evidenceFor(condition, facts) !== null && holdsFor(condition, recipient);
  const failed = keysOf(when).filter((key) => !holds({ [key]: when[key] }));
  const [only] = failed;
  if (only === undefined) {
    if (unless !== null && holds(unless)) return { failed: 'unless', wanted: unless };
    return recipient.exempt && isAboutContent(clause, rulebook) ? { failed: 'exempt', wanted: null } : null;
  }
  if (failed.length > 1) return null;
  if (only === 'finding' || only === 'classification') return withinPart(only, when, facts);
  return keysOf(when).some((key) => aboutMessage.has(key) && key !== only)
    ? { failed: only, wanted: when[only] }
    : null;
}

/** Parts that say something of this message rather than of its way. */
const aboutMessage: ReadonlySet<keyof Condition> = new Set([
  'finding',
  'classification',
  'unread',
  'defect',
  'attachment',
]);

/** A finding of another kind or rule is another fact, not nearly the one asked for. */
const identity: ReadonlySet<string> = new Set(['kind', 'rule', 'scheme']);

/** A finding, or a classification, that lacks one thing: the part without that thing holds. */
function withinPart(part: 'finding' | 'classification', when: Condition, facts: MessageFacts): Miss | null {
  const asked: Readonly<Record<string, unknown>> = { ...when[part] };
  const keys = Object.keys(asked).filter((key) => asked[key] !== undefined);
  if (keys.length < 2) return null;
  const lacking = keys
    .filter((key) => !identity.has(key))
    .find((key) => evidenceFor({ [part]: { ...asked, [key]: undefined } }, facts) !== null);
  return lacking === undefined ? null : { failed: `${part}.${lacking}`, wanted: asked[lacking] };
}

function keysOf(condition: Condition): readonly (keyof Condition)[] {
  return (Object.keys(condition) as (keyof Condition)[]).filter((key) => condition[key] !== undefined);
}
