// The clauses of a pack, each asked once about the message and then about each recipient.
import type { Reason } from '../../model/decision.ts';
import type { FindingKind } from '../../model/finding.ts';
import type { Clause } from '../../model/pack.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { type Evidence, evidenceFor, holdsFor, namesRule } from './condition.ts';
import type { MessageFacts, RecipientFacts } from './facts.ts';

export interface Matched {
  readonly reason: Reason;
  /** Reasons for not reading a part that the clause decides about. */
  readonly covers: readonly string[];
}

export interface ClauseAnswer {
  /** Null when the clause does not match. Never throws. */
  reasonFor(recipient: RecipientFacts): Matched | null;
}

export function clauseAnswers(rulebook: Rulebook, facts: MessageFacts): readonly ClauseAnswer[] {
  return rulebook.pack.clauses.map((clause) => {
    try {
      return answerOf(clause, rulebook, facts);
    } catch {
      return { reasonFor: () => failed(clause, rulebook) };
    }
  });
}

function answerOf(clause: Clause, rulebook: Rulebook, facts: MessageFacts): ClauseAnswer {
  const evidence = evidenceFor(clause.when, facts);
  if (evidence === null) return { reasonFor: () => null };
  const excepted = clause.unless !== null && evidenceFor(clause.unless, facts) !== null;
  const content = isAboutContent(clause, rulebook);
  const matched: Matched = {
    reason: reasonOf(clause, rulebook, facts, evidence),
    covers: clause.monitor ? [] : (clause.when.unread ?? []),
  };
  return {
    reasonFor(recipient) {
      try {
        if (content && recipient.exempt) return null;
        if (!holdsFor(clause.when, recipient)) return null;
        return excepted && clause.unless !== null && holdsFor(clause.unless, recipient) ? null : matched;
      } catch {
        return failed(clause, rulebook);
      }
    },
  };
}

function reasonOf(clause: Clause, { pack }: Rulebook, facts: MessageFacts, { findings, places }: Evidence): Reason {
  const base = { clause: `${pack.name}/${clause.id}`, source: clause.source, findings };
  if (clause.monitor) return { ...base, outcome: 'deliver', monitored: clause.outcome, strip: [] };
  if (clause.outcome !== 'strip') return { ...base, outcome: clause.outcome, strip: [] };
  const attachments = places.map((place) => facts.attachmentOf(place));
  const strip = [...new Set(attachments.filter((path) => path !== null))].sort();
  // What stands in the body, or nowhere in particular, cannot be taken out: a person looks instead.
  const possible = strip.length > 0 && !attachments.includes(null);
  return possible ? { ...base, outcome: 'strip', strip } : { ...base, outcome: 'hold', strip: [] };
}

function failed(clause: Clause, { pack }: Rulebook): Matched {
  const reason: Reason = {
    clause: `${pack.name}/${clause.id}`,
    outcome: 'hold',
    source: clause.source,
    findings: [],
    strip: [],
    failed: true,
  };
  return { reason, covers: [] };
}

const contentKinds: ReadonlySet<FindingKind> = new Set(['marking', 'document', 'identifier', 'credential', 'unwanted']);

/** Clauses that leave exempt parties alone; one that names them itself knows what it does. */
export function isAboutContent({ when }: Clause, rulebook: Rulebook): boolean {
  if (when.exempt !== undefined) return false;
  if (when.classification !== undefined || when.attachment !== undefined) return true;
  if (when.finding === undefined) return false;
  const { kind, rule } = when.finding;
  if (kind !== undefined) return kind.some((each) => contentKinds.has(each));
  const rules = [...rulebook.rules.values()].filter(({ id }) => rule?.some((name) => namesRule(name, id)) ?? true);
  return rules.some((each) => contentKinds.has(each.kind));
}
