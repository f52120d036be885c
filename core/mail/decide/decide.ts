// Findings × recipients × pack → a decision per recipient (DESIGN section 3, step 5). Order-free: all clauses are asked.
import { type MessageDecision, type Reason, type RecipientDecision, strictest } from '../../model/decision.ts';
import type { Direction, EnvelopeRecipient } from '../../model/envelope.ts';
import type { Examination } from '../../model/examination.ts';
import type { SenderException } from '../../model/exception.ts';
import type { Finding } from '../../model/finding.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { type BlockedFor, blockedSenderReasons } from './blocked-sender.ts';
import { type ClauseAnswer, clauseAnswers } from './clause-answers.ts';
import { withoutExcepted } from './excepted.ts';
import { type MessageFacts, messageFacts, type RecipientFacts } from './facts.ts';
import { handlingReasons } from './handling.ts';
import { partiesOf, standingOf } from './parties.ts';
import type { Standing } from './relation.ts';

export interface DecideInput {
  readonly examination: Examination;
  /** What the check of the sender found, where the examination does not hold it already; counted behind its findings. */
  readonly authenticity?: readonly Finding[];
  readonly recipients: readonly Pick<EnvelopeRecipient, 'address'>[];
  /** '' is the null sender. */
  readonly mailFrom: string;
  readonly direction: Direction;
  readonly rulebook: Rulebook;
  /** A person answered the reasons to hold: they count no longer, every other reason does (release). */
  readonly answered?: 'hold';
  /** The sender's one-time exceptions that are in force now. */
  readonly exceptions?: readonly SenderException[];
  /** Whom blocks of the sender concern that are in force now. */
  readonly blockedFor?: BlockedFor;
  /** Milliseconds since the epoch; without it, what lasts until a date counts as over. */
  readonly at?: number;
}

/** Never throws: a clause or matrix that fails holds the mail and says so. */
export function decide(input: DecideInput): MessageDecision {
  const { rulebook, examination, direction } = input;
  const facts = messageFacts(examination, input.authenticity ?? [], direction, rulebook.schemes);
  const answers = clauseAnswers(rulebook, facts);
  const parties = partiesOf(input);
  const recipients = input.recipients.map(({ address }) =>
    decideFor(standingOf(address, parties, input), address, facts, answers, input),
  );
  return {
    direction,
    outcome: strictest(recipients.map((recipient) => recipient.outcome)),
    recipients,
    pack: { name: rulebook.pack.name, hash: rulebook.pack.hash },
  };
}

function decideFor(
  { standing, recipient }: { readonly standing: Standing; readonly recipient: RecipientFacts },
  address: string,
  facts: MessageFacts,
  answers: readonly ClauseAnswer[],
  input: DecideInput,
): RecipientDecision {
  const reasons = reasonsFor(recipient, address, facts, answers, input);
  return {
    address,
    relation: standing.relation,
    relationReason: standing.reason,
    outcome: strictest(reasons.map((reason) => reason.outcome)),
    reasons,
    ...(recipient.exempt ? { exempt: true } : {}),
  };
}

export function reasonsFor(
  recipient: RecipientFacts,
  address: string,
  facts: MessageFacts,
  answers: readonly ClauseAnswer[],
  { rulebook, answered, mailFrom, exceptions = [], blockedFor }: DecideInput,
): readonly Reason[] {
  const matched = answers.flatMap((answer) => answer.reasonFor(recipient) ?? []);
  const covered = new Set(matched.flatMap(({ covers }) => covers));
  const all: readonly Reason[] = [
    ...matched.map(({ reason }) => reason),
    ...(recipient.exempt ? [] : handlingReasons(rulebook, facts, recipient)),
    ...(recipient.exempt ? [] : unknownLevelReasons(rulebook, facts)),
    ...uncoveredReasons(rulebook, facts, covered),
    ...blockedSenderReasons(rulebook.pack, blockedFor?.(address) ?? []),
  ];
  const open = answered === 'hold' ? all.filter((reason) => reason.outcome !== 'hold') : all;
  return withoutExcepted(open, mailFrom, address, exceptions, rulebook);
}

function unknownLevelReasons({ pack }: Rulebook, facts: MessageFacts): readonly Reason[] {
  const findings = facts.marks.filter((mark) => !mark.known).flatMap((mark) => mark.findings);
  if (facts.marks.every((mark) => mark.known)) return [];
  return [{ clause: `${pack.name}/unknown-level`, outcome: 'hold', source: null, findings, strip: [] }];
}

/** A part that was not read holds the mail unless a clause spoke about it. */
function uncoveredReasons({ pack }: Rulebook, facts: MessageFacts, covered: ReadonlySet<string>): readonly Reason[] {
  const open = facts.unread.filter(({ why }) => !covered.has(why));
  if (open.length === 0) return [];
  const findings = open.flatMap((each) => each.findings).sort((a, b) => a - b);
  return [{ clause: `${pack.name}/unread-part`, outcome: 'hold', source: null, findings, strip: [] }];
}
