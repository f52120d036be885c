// A recipient who is held although no clause of the pack says so: something could not be done safely.
import type { RecipientDecision } from '../../model/decision.ts';

/** Clauses of the house that stop mail where policy did not foresee the trouble. */
export type HouseClause =
  | 'postern/strip-not-possible'
  | 'postern/next-hop-refused'
  | 'postern/not-handed-on'
  | 'postern/raw-copy-damaged'
  | 'postern/no-envelope'
  | 'postern/read-again';

export function heldInstead(recipient: RecipientDecision, clause: HouseClause): RecipientDecision {
  const reason = { clause, outcome: 'hold', source: null, findings: [], strip: [] } as const;
  return { ...recipient, outcome: 'hold', reasons: [...recipient.reasons, reason] };
}
