// What would change an outcome: without which clauses, or for which other recipient, it would be another.
import { type Outcome, type Reason, strictest } from '../../model/decision.ts';
import type { Relation } from '../../model/envelope.ts';
import type { RecipientFacts } from './facts.ts';

export interface Destination {
  readonly relation: Relation;
  readonly channel: RecipientFacts['channel'];
}

export type Otherwise =
  /** Were it not for these clauses. */
  | { readonly outcome: Outcome; readonly without: readonly string[] }
  /** Were the recipient one of these. */
  | { readonly outcome: Outcome; readonly to: readonly Destination[] };

const destinations: readonly Destination[] = [
  { relation: 'internal', channel: 'clear' },
  { relation: 'partner', channel: 'encrypted' },
  { relation: 'partner', channel: 'clear' },
  { relation: 'external', channel: 'clear' },
  { relation: 'personal', channel: 'clear' },
];

/** `ask` decides anew about the same message. Mail from outside has no other destination to think of. */
export function otherwise(
  reasons: readonly Reason[],
  recipient: RecipientFacts,
  ask: ((recipient: RecipientFacts) => readonly Reason[]) | null,
): readonly Otherwise[] {
  const outcome = outcomeOf(reasons);
  const without = [...new Set(reasons.filter((reason) => reason.outcome === outcome).map(({ clause }) => clause))];
  const rest = outcomeOf(reasons.filter((reason) => reason.outcome !== outcome));
  const elsewhere =
    ask === null ? [] : destinations.map((to) => ({ to, outcome: outcomeOf(ask({ ...recipient, ...to })) }));
  const differing = Map.groupBy(
    elsewhere.filter((each) => each.outcome !== outcome),
    (each) => each.outcome,
  );
  return [
    ...(outcome === 'deliver' ? [] : [{ outcome: rest, without }]),
    ...[...differing].map(([other, all]) => ({ outcome: other, to: all.map(({ to }) => to) })),
  ];
}

function outcomeOf(reasons: readonly Reason[]): Outcome {
  return strictest(reasons.map(({ outcome }) => outcome));
}
