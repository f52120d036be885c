// Finds keys and tokens by the formats their issuers publish, as the token-patterns rules describe them.
import { type Match, Subject } from '../../../rulebook/pattern.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import type { Lexicon } from './lexicon.ts';
import { stringsOf } from './rule-parameters.ts';
import { passesCheck } from './token-checks.ts';
import { triggerIndexOf, type Window } from './trigger-index.ts';

export interface TokenMatch {
  readonly rule: Rule;
  /** UTF-16 range in the text as given. */
  readonly offset: number;
  readonly length: number;
  readonly secret: string;
}

/** A pattern that keeps matching what its checks refuse, or that found this much, has said what it can. */
const maxTries = 2_000;
const maxFound = 500;

/**
 * A rule's patterns run only around places where one of its triggers occurs (`literals`, in any letter case `words`, or
 * `commands` that stand apart): from 300 characters before to `reach` behind it, since a token has a bounded length.
 * Where every match holds one of a few characters, `marks` names them.
 */
export function findTokens(text: string, rulebook: Rulebook, lexicon: Lexicon): readonly TokenMatch[] {
  let whole: Subject | null = null;
  const found: TokenMatch[] = [];
  for (const [rule, all] of triggerIndexOf(rulebook)(text)) {
    const windows = markedWindows(text, all, stringsOf(rule, 'marks'));
    const covered = windows.reduce((sum, [from, to]) => sum + to - from, 0);
    if (covered * 2 > text.length) {
      whole ??= new Subject(text);
      found.push(...matchesOf(rule, whole, 0, lexicon));
    } else
      for (const [from, to] of windows)
        found.push(...matchesOf(rule, new Subject(text.slice(from, to)), from, lexicon));
  }
  return found;
}

/** Windows in which one of the marks stands that every match of the rule holds. */
function markedWindows(text: string, windows: readonly Window[], marks: readonly string[]): readonly Window[] {
  if (marks.length === 0) return windows;
  const next = marks.map((mark) => text.indexOf(mark));
  return windows.filter(([from, to]) =>
    marks.some((mark, i) => {
      while ((next[i] ?? -1) >= 0 && (next[i] ?? 0) < from) next[i] = text.indexOf(mark, from);
      return (next[i] ?? -1) >= 0 && (next[i] ?? 0) < to;
    }),
  );
}

function matchesOf(rule: Rule, subject: Subject, shift: number, lexicon: Lexicon): readonly TokenMatch[] {
  const checks = stringsOf(rule, 'checks');
  const found: TokenMatch[] = [];
  for (const pattern of rule.patterns) {
    let tries = 0;
    for (const match of pattern.all(subject)) {
      if (++tries > maxTries || found.length >= maxFound) break;
      const place = secretOf(match);
      const { prefix, suffix } = match.groups;
      const seen = { secret: place.text, prefix: prefix?.text ?? '', suffix: suffix?.text ?? '' };
      if (!checks.every((check) => passesCheck(check, seen, lexicon))) continue;
      found.push({ rule, offset: place.offset + shift, length: place.length, secret: place.text });
    }
  }
  return found;
}

/** Where a tag or quotation mark follows in markup that is written out: `…&lt;/div&gt;`. */
const markupBehind = /&(?:lt|gt|quot);?$/;

/** The group `secret` or the whole match, without the full stop or comma of the sentence around it. */
function secretOf(match: Match): { readonly offset: number; readonly length: number; readonly text: string } {
  const { offset, text } = match.groups.secret ?? match;
  let length = text.length - (markupBehind.exec(text.slice(-8))?.[0].length ?? 0);
  while (length > 0 && '.,;:?'.includes(text.charAt(length - 1))) length--;
  return { offset, length, text: text.slice(0, length) };
}
