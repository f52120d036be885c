// Lifts blocks where the sender has a one-time exception. What is unsafe or unread stays stopped whoever asks.
import type { Reason } from '../../model/decision.ts';
import type { SenderException } from '../../model/exception.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { normal } from './address.ts';
import { isAboutContent } from './clause-answers.ts';

/** `attempt` tries again what it may have used an exception for. */
export function inForce(exception: SenderException, now: number, attempt: string | null): boolean {
  if (exception.state === 'used') return attempt !== null && exception.usedBy === attempt;
  return exception.state === 'granted' && exception.until !== null && now < exception.until;
}

/** Reasons in their order; one that is lifted delivers and says by which exception. */
export function withoutExcepted(
  reasons: readonly Reason[],
  sender: string,
  recipient: string,
  exceptions: readonly SenderException[],
  rulebook: Rulebook,
): readonly Reason[] {
  const fitting = exceptions.filter(
    (each) => normal(each.sender) === normal(sender) && normal(each.recipient) === normal(recipient),
  );
  if (fitting.length === 0) return reasons;
  const content = contentClauses(rulebook);
  return reasons.map((reason) => {
    if (reason.outcome !== 'block' || !content.has(reason.clause)) return reason;
    const by = fitting.find(({ clause }) => clause === null || clause === reason.clause);
    return by === undefined ? reason : { ...reason, outcome: 'deliver', excepted: by.id };
  });
}

/** Names of clauses and matrices that speak of what a mail says. */
function contentClauses(rulebook: Rulebook): ReadonlySet<string> {
  const { pack } = rulebook;
  return new Set([
    ...pack.clauses.filter((clause) => isAboutContent(clause, rulebook)).map(({ id }) => `${pack.name}/${id}`),
    ...pack.matrices.map(({ scheme }) => `${pack.name}/handling-${scheme}`),
  ]);
}
