// What an inspector of parts found, as findings: one a part and rule.
import { type Finding, type Severity, severities } from '../../../model/finding.ts';
import type { Inspection } from '../../../ports.ts';
import type { Rule } from '../../../rulebook/rulebook.ts';
import { verdictFindings } from './consult-engines.ts';

const ruleId = 'unsafe/yara-match';

export function inspectionFindings(
  { found, complete }: { readonly found: readonly Inspection[]; readonly complete: boolean },
  rules: ReadonlyMap<string, Pick<Rule, 'severity' | 'confidence'>>,
): readonly Finding[] {
  const { severity = 'high', confidence = 1 } = rules.get(ruleId) ?? {};
  const matches = found.map(
    (each): Finding => ({
      rule: ruleId,
      kind: 'unsafe',
      severity: isSeverity(each.severity) ? each.severity : severity,
      confidence,
      where: each.path,
      value: { engine: 'yara', name: each.rule.slice(0, 200) },
      owner: null,
    }),
  );
  return complete ? matches : [...matches, ...verdictFindings('yara', { state: 'unscanned', why: 'no answer' }, rules)];
}

function isSeverity(text: string): text is Severity {
  return severities.some((each) => each === text);
}
