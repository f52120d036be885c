// Two policies on the same messages: whose fate would differ, by which clause, and how often.
import { type MessageDecision, type Outcome, outcomes, type RecipientDecision } from '../../model/decision.ts';

/** One message as both decide it; `id` is its file or the id it is recorded under. */
export interface Tried {
  readonly id: string;
  readonly base: MessageDecision;
  readonly candidate: MessageDecision;
  /** As it was decided in the past, under the very policy that `base` is. */
  readonly past?: Outcome;
}

export interface Difference {
  /** Name in its pack: whoever decides about the change, in the candidate where it is stricter, in the base where it is not. */
  readonly clause: string;
  readonly from: Outcome;
  readonly to: Outcome;
  readonly messages: number;
  readonly recipients: number;
  readonly examples: readonly string[];
}

export interface Comparison {
  readonly messages: number;
  readonly changed: number;
  /** Messages of which some recipient would get nothing, or not all, who gets it now. */
  readonly newlyStopped: number;
  readonly noLongerStopped: number;
  /** Messages of the past that the base decides otherwise than it did then: exceptions, blocks and names are not recorded. */
  readonly unlikeThen: number;
  /** The most frequent first. */
  readonly differences: readonly Difference[];
}

export interface Comparing {
  add(tried: Tried): void;
  result(): Comparison;
}

const mostExamples = 5;

interface Group {
  readonly clause: string;
  readonly from: Outcome;
  readonly to: Outcome;
  readonly examples: string[];
  last: string | null;
  messages: number;
  recipients: number;
}

export function comparing(): Comparing {
  const groups = new Map<string, Group>();
  const counts = { messages: 0, changed: 0, newlyStopped: 0, noLongerStopped: 0, unlikeThen: 0 };
  return {
    add({ id, base, candidate, past }) {
      const changes = changesBetween(base.recipients, candidate.recipients);
      counts.messages++;
      if (past !== undefined && past !== base.outcome) counts.unlikeThen++;
      if (changes.length > 0) counts.changed++;
      if (changes.some(({ from, to }) => !stops(from) && stops(to))) counts.newlyStopped++;
      if (changes.some(({ from, to }) => stops(from) && !stops(to))) counts.noLongerStopped++;
      for (const { from, to, clauses } of changes)
        for (const clause of clauses) count(groups, { clause, from, to }, id);
    },
    result: () => ({
      ...counts,
      differences: [...groups.values()]
        .map(({ last: _, ...difference }) => difference)
        .sort((one, other) => other.messages - one.messages || (one.clause < other.clause ? -1 : 1)),
    }),
  };
}

function count(groups: Map<string, Group>, group: Pick<Group, 'clause' | 'from' | 'to'>, id: string): void {
  const key = `${group.clause}\0${group.from}\0${group.to}`;
  const known = groups.get(key) ?? { ...group, examples: [], last: null, messages: 0, recipients: 0 };
  groups.set(key, known);
  known.recipients++;
  if (known.last === id) return;
  known.last = id;
  known.messages++;
  if (known.examples.length < mostExamples) known.examples.push(id);
}

function stops(outcome: Outcome): boolean {
  return outcome !== 'deliver' && outcome !== 'flag';
}

interface Change {
  readonly from: Outcome;
  readonly to: Outcome;
  readonly clauses: readonly string[];
}

function changesBetween(
  base: readonly RecipientDecision[],
  candidate: readonly RecipientDecision[],
): readonly Change[] {
  return base.flatMap((before, i) => {
    const after = candidate[i];
    if (after === undefined || after.outcome === before.outcome) return [];
    const stricter = outcomes.indexOf(after.outcome) > outcomes.indexOf(before.outcome);
    return [{ from: before.outcome, to: after.outcome, clauses: decisive(stricter ? after : before) }];
  });
}

/** Clauses to which the outcome is due, without the name of their pack: the packs are what differs. */
function decisive({ reasons, outcome }: RecipientDecision): readonly string[] {
  const due = reasons.filter((reason) => reason.outcome === outcome);
  return [...new Set(due.map(({ clause }) => clause.slice(clause.indexOf('/') + 1)))];
}
