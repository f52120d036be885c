// What a pack's handling matrices say about the levels a message bears.
import { type Outcome, type Reason, strictest } from '../../model/decision.ts';
import type { HandlingMatrix } from '../../model/pack.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import type { Mark, MessageFacts, RecipientFacts } from './facts.ts';

/** The matrices are about mail that our people send; what comes in was marked by somebody else and is not leaving. */
export function handlingReasons({ pack }: Rulebook, facts: MessageFacts, recipient: RecipientFacts): readonly Reason[] {
  if (facts.direction === 'inbound') return [];
  return facts.marks
    .filter(({ known }) => known)
    .flatMap((mark) =>
      pack.matrices
        .filter(({ scheme }) => scheme === mark.scheme)
        .flatMap((matrix) => reasonOf(matrix, mark, pack.name, handlingOutcome(matrix, mark, recipient))),
    );
}

function reasonOf(
  { monitor, source }: HandlingMatrix,
  { scheme, findings }: Mark,
  pack: string,
  outcome: Outcome,
): readonly Reason[] {
  if (outcome === 'deliver') return [];
  const reason = { clause: `${pack}/handling-${scheme}`, source, findings, strip: [] };
  return [monitor ? { ...reason, outcome: 'deliver', monitored: outcome } : { ...reason, outcome }];
}

/** Rows that overlap are all heard, the strictest wins; a cell that no row covers holds the mail. */
export function handlingOutcome(matrix: HandlingMatrix, mark: Mark, recipient: RecipientFacts): Reason['outcome'] {
  const heard = rowsFor(matrix, mark, recipient);
  return heard.length === 0 ? 'hold' : strictest(heard.map((row) => row.outcome));
}

/** Rows that speak about this level, relation and channel. */
export function rowsFor(
  { rows }: HandlingMatrix,
  { level }: Mark,
  { relation, channel }: RecipientFacts,
): HandlingMatrix['rows'] {
  return rows.filter(
    (row) =>
      row.levels.includes(level) &&
      row.relation.includes(relation) &&
      (row.channel === 'any' || row.channel === channel),
  );
}
