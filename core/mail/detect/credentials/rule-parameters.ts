// Reads what a credential rule says beyond its patterns.
import type { Rule } from '../../../rulebook/rulebook.ts';

/** A parameter that is a list of strings; absent means none. */
export function stringsOf(rule: Rule, name: string): readonly string[] {
  const value = rule.parameters[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
