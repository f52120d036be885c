// Checked policy → the rulebook that detectors and decisions use. Knows neither YAML nor shapes, so it starts fast.
import { Pattern } from './pattern.ts';
import type { PolicyData } from './policy-data.ts';
import type { Rule, Rulebook } from './rulebook.ts';

export function compileRulebook({ pack, schemes, rules: data, lists }: PolicyData): Rulebook {
  const rules = new Map<string, Rule>();
  for (const [id, rule] of data) {
    rules.set(id, { ...rule, patterns: rule.patterns.map((source) => new Pattern(source, { checked: true })) });
  }
  const byDetector = Map.groupBy(rules.values(), (rule) => rule.detector);
  return {
    pack,
    schemes,
    rules,
    rulesFor: (detector) => byDetector.get(detector) ?? [],
    list(name) {
      const list = lists.get(name);
      if (list === undefined) throw new Error(`no list is called ${name}; add policy/lists/${name}.txt`);
      return list;
    },
  };
}
