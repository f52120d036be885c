// What happens to one message for one recipient, and why.
import type { Direction, Relation } from './envelope.ts';

/** Least to strictest; the strictest clause that matches wins (DESIGN section 3, step 5). */
export const outcomes = ['deliver', 'flag', 'strip', 'block', 'hold'] as const;
export type Outcome = (typeof outcomes)[number];

export function strictest(all: Iterable<Outcome>): Outcome {
  let worst: Outcome = 'deliver';
  for (const outcome of all) if (outcomes.indexOf(outcome) > outcomes.indexOf(worst)) worst = outcome;
  return worst;
}

/** One clause that matched. Every matching clause is kept: notices and counters are their union. */
export interface Reason {
  /** `pack/clause-id`, e.g. `default/classified-to-personal`. */
  readonly clause: string;
  readonly outcome: Outcome;
  /** Clause of the source document in the form `CALGARY/Examples of Unacceptable Use/9`; null for a house rule. */
  readonly source: string | null;
  /** Indexes into the findings that made it match. */
  readonly findings: readonly number[];
  /** Part paths to take out when the outcome is strip. */
  readonly strip: readonly string[];
  /** What the clause would have done were it in force rather than monitored; its outcome is then deliver. */
  readonly monitored?: Outcome;
  /** Id of the one-time exception that lifted it; its outcome is then deliver. */
  readonly excepted?: string;
  /** Id of the sender block that stopped it. */
  readonly senderBlock?: string;
  /** The clause could not be evaluated and therefore holds. */
  readonly failed?: true;
}

export interface RecipientDecision {
  readonly address: string;
  readonly relation: Relation;
  /** Why it is `personal`, e.g. `free-mail provider`; null otherwise. */
  readonly relationReason: string | null;
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  /** Content rules leave this recipient's mail alone. */
  readonly exempt?: boolean;
}

export interface MessageDecision {
  readonly direction: Direction;
  /** Strictest over the recipients. */
  readonly outcome: Outcome;
  readonly recipients: readonly RecipientDecision[];
  /** Name and content hash of the pack that decided. */
  readonly pack: { readonly name: string; readonly hash: string };
}
