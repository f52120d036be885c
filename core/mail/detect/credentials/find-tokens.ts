// Finds keys and tokens by the formats their issuers publish, as the token-patterns rules describe them.
import { type Match, Subject } from '../../../rulebook/pattern.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import type { Lexicon } from './lexicon.ts';
import { passesCheck } from './token-checks.ts';

export interface TokenMatch {
  readonly rule: Rule;
  /** UTF-16 range in the text as given. */
  readonly offset: number;
  readonly length: number;
  readonly secret: string;
}

const maxMatches = 200;

/** A rule's patterns run only where one of its `literals` (or, in any letter case, `words`) occurs. */
export function findTokens(text: string, rulebook: Rulebook, lexicon: Lexicon): readonly TokenMatch[] {
  const rules = rulebook.rulesFor('token-patterns');
  const lowered = text.toLowerCase();
  let subject: Subject | null = null;
  const found: TokenMatch[] = [];
  for (const rule of rules) {
    if (
      !stringsOf(rule, 'literals').some((literal) => text.includes(literal)) &&
      !stringsOf(rule, 'words').some((word) => lowered.includes(word))
    )
      continue;
    subject ??= new Subject(text);
    found.push(...matchesOf(rule, subject, lexicon));
  }
  return found;
}

function matchesOf(rule: Rule, subject: Subject, lexicon: Lexicon): readonly TokenMatch[] {
  const checks = stringsOf(rule, 'checks');
  const found: TokenMatch[] = [];
  for (const pattern of rule.patterns) {
    for (const match of pattern.all(subject)) {
      const place = secretOf(match);
      if (!checks.every((check) => passesCheck(check, place.text, lexicon))) continue;
      found.push({ rule, offset: place.offset, length: place.length, secret: place.text });
      if (found.length >= maxMatches) return found;
    }
  }
  return found;
}

function secretOf(match: Match): { readonly offset: number; readonly length: number; readonly text: string } {
  return match.groups.secret ?? match;
}

/** A rule parameter that is a list of strings; absent means none. */
function stringsOf(rule: Rule, name: string): readonly string[] {
  const value = rule.parameters[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
