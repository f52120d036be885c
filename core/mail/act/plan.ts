// Decisions → what is to be done, as a value: which recipients stop here, and which get the message in which form.
import { createHash } from 'node:crypto';
import type { MessageDecision, RecipientDecision } from '../../model/decision.ts';
import type { EnvelopeRecipient } from '../../model/envelope.ts';
import type { Attempt, HeldClass, HeldItem } from '../../model/ledger.ts';

/** Recipients who get the same bytes with the same verdict, in one SMTP transaction of their own (DESIGN section 7a). */
export interface DeliveryGroup {
  readonly outcome: 'deliver' | 'flag' | 'strip';
  readonly recipients: readonly EnvelopeRecipient[];
  /** Ids of the clauses that matched, sorted. */
  readonly clauses: readonly string[];
  /** Paths of the parts to take out, sorted; empty unless the outcome is strip. */
  readonly strip: readonly string[];
}

export interface Stop {
  readonly address: string;
  readonly state: 'held' | 'blocked';
}

export interface Plan {
  readonly attempt: Attempt;
  readonly decision: MessageDecision;
  readonly stops: readonly Stop[];
  /** What is sealed: the message as it came, once for those held, blocked, and served without a part. */
  readonly items: readonly HeldItem[];
  readonly groups: readonly DeliveryGroup[];
}

/** `now` in milliseconds since the epoch. */
export function makePlan(attempt: Attempt, decision: MessageDecision, now: number): Plan {
  const stops = stopsOf(decision);
  const held = new Set(stops.filter(({ state }) => state === 'held').map(({ address }) => address));
  const classOf = ({ address, outcome }: RecipientDecision): HeldClass | null => {
    if (outcome === 'strip') return 'stripped-original';
    if (outcome !== 'hold' && outcome !== 'block') return null;
    return held.has(address) ? 'held' : 'blocked';
  };
  const kept = Map.groupBy(decision.recipients, classOf);
  return {
    attempt,
    decision,
    stops,
    items: [...kept].flatMap(([heldClass, recipients]) =>
      heldClass === null ? [] : [itemFor(attempt, heldClass, recipients, now)],
    ),
    groups: groupsOf(attempt, decision),
  };
}

function isStop(recipient: RecipientDecision): boolean {
  return recipient.outcome === 'block' || recipient.outcome === 'hold';
}

/** An inbound block can be answered 550 only when it is everybody's; a mixed one is held instead (DESIGN section 7). */
function stopsOf(decision: MessageDecision): readonly Stop[] {
  const everybody = decision.recipients.every((recipient) => recipient.outcome === 'block');
  const mayBlock = decision.direction !== 'inbound' || everybody;
  return decision.recipients
    .filter(isStop)
    .map(({ address, outcome }) => ({ address, state: outcome === 'block' && mayBlock ? 'blocked' : 'held' }));
}

/** One item for all who are kept from the same message for the same end: each end is lifted by itself. */
export function itemFor(
  attempt: Attempt,
  heldClass: HeldClass,
  kept: readonly RecipientDecision[],
  now: number,
): HeldItem {
  const addresses = kept.map((recipient) => recipient.address).sort();
  return {
    // The same step repeated names the same item; a later try with other recipients names another.
    id: createHash('sha256')
      .update([attempt.id, heldClass, ...addresses].join('\0'))
      .digest('hex')
      .slice(0, 32),
    attempt: attempt.id,
    class: heldClass,
    retainedAt: now,
    direction: attempt.direction,
    envelope: attempt.envelope,
    recipients: kept.map(({ address, relation, outcome, reasons }) => ({
      address,
      relation,
      outcome,
      reasons: reasons.map(({ clause, outcome, source, senderBlock }) => ({
        clause,
        outcome,
        source,
        ...(senderBlock === undefined ? {} : { senderBlock }),
      })),
    })),
    state: 'kept',
    // One copy for all of them: what concerns an exempt person is never read, whoever else got it.
    ...(kept.some(({ exempt }) => exempt) ? { exempt: true } : {}),
  };
}

function groupsOf(attempt: Attempt, decision: MessageDecision): readonly DeliveryGroup[] {
  const envelope = new Map(attempt.envelope.recipients.map((recipient) => [recipient.address, recipient]));
  const groups = new Map<string, DeliveryGroup & { recipients: EnvelopeRecipient[] }>();
  for (const recipient of decision.recipients) {
    const { outcome } = recipient;
    if (outcome === 'block' || outcome === 'hold') continue;
    const clauses = [...new Set(recipient.reasons.map((reason) => reason.clause))].sort();
    // What is taken out follows from the clauses.
    const key = JSON.stringify([outcome, clauses]);
    const group = groups.get(key) ?? { outcome, clauses, strip: stripPaths(recipient), recipients: [] };
    group.recipients.push(envelope.get(recipient.address) ?? { address: recipient.address });
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The parts that the strictest outcome of this recipient takes out, sorted; none unless that is strip. */
export function stripPaths({ outcome, reasons }: RecipientDecision): readonly string[] {
  if (outcome !== 'strip') return [];
  return [...new Set(reasons.flatMap((reason) => (reason.outcome === 'strip' ? reason.strip : [])))].sort();
}

/** Tells recipients with the same parts taken out, without comparing thousands of paths: clauses name them. */
export function stripKey(recipient: Pick<RecipientDecision, 'reasons'>): string {
  const clauses = recipient.reasons.filter(({ outcome }) => outcome === 'strip').map(({ clause }) => clause);
  return [...new Set(clauses)].sort().join('\0');
}
