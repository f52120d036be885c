// A decision with everything that led to it, for a person who asks why: what matched, what almost did, which cells spoke.
import type { MessageDecision, Outcome, RecipientDecision } from '../../model/decision.ts';
import type { HandlingMatrix } from '../../model/pack.ts';
import { clauseAnswers } from './clause-answers.ts';
import { type DecideInput, decide, reasonsFor } from './decide.ts';
import { type Mark, messageFacts, type RecipientFacts } from './facts.ts';
import { handlingOutcome, rowsFor } from './handling.ts';
import { type NearMiss, nearMisses } from './near-miss.ts';
import { type Otherwise, otherwise } from './otherwise.ts';
import { partiesOf, standingOf } from './parties.ts';

export interface Cell {
  readonly scheme: string;
  readonly level: string;
  /** Rows of the matrix that speak about it; none: the cell holds. */
  readonly rows: HandlingMatrix['rows'];
  readonly outcome: Outcome;
}

export interface ExplainedRecipient extends RecipientDecision {
  readonly channel: RecipientFacts['channel'];
  readonly exempt: boolean;
  readonly ownAddress: boolean;
  readonly almost: readonly NearMiss[];
  readonly cells: readonly Cell[];
  readonly otherwise: readonly Otherwise[];
}

export interface Explanation extends MessageDecision {
  readonly recipients: readonly ExplainedRecipient[];
  /** Every level the message bears, the classification first. */
  readonly marks: readonly Pick<Mark, 'scheme' | 'level' | 'sensitive' | 'known'>[];
}

/** Never throws, like the decision itself. */
export function explain(input: DecideInput): Explanation {
  const { rulebook, examination, direction } = input;
  const decision = decide(input);
  const facts = messageFacts(examination, input.authenticity ?? [], direction, rulebook.schemes);
  const answers = clauseAnswers(rulebook, facts);
  const parties = partiesOf(input);
  const recipients = decision.recipients.map((decided): ExplainedRecipient => {
    const { recipient } = standingOf(decided.address, parties, input);
    const { channel, exempt, ownAddress } = recipient;
    const spoken = direction === 'inbound' || exempt ? [] : facts.marks.filter((mark) => mark.known);
    const cells = spoken.flatMap((mark) => cellOf(mark, recipient, rulebook.pack.matrices));
    const ask = (other: RecipientFacts) => reasonsFor(other, decided.address, facts, answers, input);
    return {
      ...decided,
      channel,
      exempt,
      ownAddress,
      almost: nearMisses(rulebook, facts, recipient),
      cells,
      otherwise: otherwise(decided.reasons, recipient, direction === 'outbound' ? ask : null),
    };
  });
  const marks = facts.marks.map(({ scheme, level, sensitive, known }) => ({ scheme, level, sensitive, known }));
  return { ...decision, recipients, marks };
}

function cellOf(mark: Mark, recipient: RecipientFacts, matrices: readonly HandlingMatrix[]): readonly Cell[] {
  const matrix = matrices.find(({ scheme }) => scheme === mark.scheme);
  if (matrix === undefined) return [];
  const { scheme, level } = mark;
  const rows = rowsFor(matrix, mark, recipient);
  return [{ scheme, level, rows, outcome: handlingOutcome(matrix, mark, recipient) }];
}
