// Whether a condition of a pack holds. Its message half is asked once per message, its recipient half per recipient.
import { type Finding, severities } from '../../model/finding.ts';
import type { Condition, FindingCondition } from '../../model/pack.ts';
import type { MessageFacts, RecipientFacts } from './facts.ts';

/** What made the message half of a condition hold. */
export interface Evidence {
  /** Indexes into the message's findings, ascending. */
  readonly findings: readonly number[];
  /** `where` of everything concerned. */
  readonly places: readonly string[];
}

/** Null when it does not hold. */
export function evidenceFor(condition: Condition, facts: MessageFacts): Evidence | null {
  if (!includes(condition.direction, facts.direction)) return null;
  if (condition.attachment !== undefined && condition.attachment !== facts.attachment) return null;
  const findings = new Set<number>();
  const places = new Set<string>();
  const note = (index: number) => {
    findings.add(index);
    places.add(facts.findings[index]?.where ?? '');
  };
  const { finding, classification, unread, defect } = condition;
  if (finding !== undefined) {
    facts.findings.forEach((each, index) => {
      if (isFinding(each, finding)) note(index);
    });
    if (findings.size === 0 || countOf(findings, facts) < (finding.count ?? 1)) return null;
  }
  if (classification !== undefined) {
    const marks = facts.marks.filter((mark) => isClassified(mark, classification));
    if (marks.length === 0) return null;
    for (const mark of marks) mark.findings.forEach(note);
  }
  if (unread !== undefined) {
    const concerned = facts.unread.filter(({ why }) => unread.some((reason) => reason === why));
    if (concerned.length === 0) return null;
    for (const each of concerned) {
      places.add(each.where);
      each.findings.forEach(note);
    }
  }
  if (defect !== undefined) {
    const concerned = facts.defects.filter((each) => isDefect(each, defect));
    if (concerned.length === 0) return null;
    for (const each of concerned) places.add(each.where);
  }
  return { findings: [...findings].sort((a, b) => a - b), places: [...places] };
}

export function holdsFor(condition: Condition, recipient: RecipientFacts): boolean {
  return (
    includes(condition.relation, recipient.relation) &&
    (condition.sender === undefined || condition.sender.some((relation) => recipient.sender.has(relation))) &&
    (condition.channel === undefined || condition.channel === recipient.channel) &&
    (condition.exempt === undefined || condition.exempt === recipient.exempt) &&
    (condition.encryptionGroup === undefined || condition.encryptionGroup === recipient.encryptionGroup) &&
    includes(condition.country, recipient.country) &&
    (condition.consent === undefined || condition.consent === recipient.consent) &&
    (condition.ownAddress === undefined || condition.ownAddress === recipient.ownAddress)
  );
}

function isFinding(finding: Finding, condition: FindingCondition): boolean {
  return (
    includes(condition.kind, finding.kind) &&
    (condition.rule === undefined || condition.rule.some((rule) => namesRule(rule, finding.rule))) &&
    (condition.severity === undefined ||
      severities.indexOf(finding.severity) >= severities.indexOf(condition.severity)) &&
    (condition.confidence === undefined || finding.confidence >= condition.confidence) &&
    Object.entries(condition.value ?? {}).every(([field, wanted]) =>
      wanted.some((value) => value === finding.value?.[field]),
    )
  );
}

/** Different things found: a detector tells the first ones and says how many there are of the rule in all. */
function countOf(found: ReadonlySet<number>, facts: MessageFacts): number {
  const totals = new Map<string, number>();
  for (const index of found) {
    const { rule = '', value = null } = facts.findings[index] ?? {};
    const total = typeof value?.total === 'number' ? value.total : (totals.get(rule) ?? 0) + 1;
    totals.set(rule, Math.max(total, totals.get(rule) ?? 0));
  }
  return totals.values().reduce((sum, total) => sum + total, 0);
}

/** `unsafe/*` names every rule of that folder and of those below it. */
export function namesRule(name: string, rule: string): boolean {
  return name.endsWith('/*') ? rule.startsWith(name.slice(0, -1)) : name === rule;
}

function isClassified(
  mark: { readonly scheme: string; readonly level: string; readonly sensitive: boolean },
  { scheme, level, sensitive }: NonNullable<Condition['classification']>,
): boolean {
  return (
    includes(scheme, mark.scheme) &&
    includes(level, mark.level) &&
    (sensitive === undefined || sensitive === mark.sensitive)
  );
}

function isDefect(
  found: { readonly kind: string; readonly hidesPayload: boolean },
  { kind, hidesPayload }: NonNullable<Condition['defect']>,
): boolean {
  return includes(kind, found.kind) && (hidesPayload === undefined || hidesPayload === found.hidesPayload);
}

function includes<T>(wanted: readonly T[] | undefined, value: T): boolean {
  return wanted === undefined || wanted.includes(value);
}
