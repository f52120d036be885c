// Rules about identifiers as the detector uses them, made from their files once for each rulebook.
import type { Pattern } from '../../../rulebook/pattern.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import { type Check, checks } from './check-digits.ts';

export interface IdentifierRule {
  readonly rule: Rule;
  readonly type: string;
  readonly patterns: readonly Pattern[];
  readonly check: Check;
  /** Words beside it that say what it is; lower case, without accents. */
  readonly context: readonly string[];
  /** Confidence without such a word, of what fits the first pattern; 0: it is none then. */
  readonly alone: number;
}

const compiled = new WeakMap<Rulebook, readonly IdentifierRule[]>();

/** Throws when a rule names a check that does not exist. */
export function identifierRules(rulebook: Rulebook): readonly IdentifierRule[] {
  const known = compiled.get(rulebook);
  if (known !== undefined) return known;
  const rules = rulebook.rulesFor('identifier').map((rule): IdentifierRule => {
    const { type, check, context, alone } = rule.parameters;
    const named = checks.get(typeof check === 'string' ? check : 'none');
    if (named === undefined) throw new Error(`the rule ${rule.id} names a check that does not exist; correct it`);
    return {
      rule,
      type: typeof type === 'string' ? type : (rule.id.split('/').at(-1) ?? rule.id),
      patterns: rule.patterns,
      check: named,
      context: Array.isArray(context) ? context.map((word) => plain(String(word))) : [],
      alone: typeof alone === 'number' ? alone : 0,
    };
  });
  compiled.set(rulebook, rules);
  return rules;
}

/** Lower case, without accents, one space between words. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s'’_-]+/gu, ' ');
}
