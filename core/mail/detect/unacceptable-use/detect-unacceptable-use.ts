// Categories of unacceptable use by word lists: only those that the pack asks about, and never more than a hint.
import type { Finding } from '../../../model/finding.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import { namesRule } from '../../decide/condition.ts';
import type { Detector } from '../detector.ts';
import { type PhraseBook, phraseBook, wordsOf } from '../unwanted/phrases.ts';

/** UTF-16 code units of one text. */
const longestText = 200_000;
const places = new Set(['subject', 'body', 'slide', 'sheet']);

/** One finding per category and part: so many different expressions of its list. Words alone say nothing about intent. */
export const detectUnacceptableUse: Detector = ({ readings, rulebook }) => {
  const { rules, phrases } = categoriesOf(rulebook);
  if (rules.length === 0) return [];
  return readings.flatMap(({ part, regions }) => {
    const text = regions
      .filter(({ kind }) => places.has(kind))
      .map((region) => region.text)
      .join('\n')
      .slice(0, longestText);
    if (text === '') return [];
    const counts = phrases.count(wordsOf(text));
    return rules.flatMap((rule) => {
      const count = counts.get(rule.id) ?? 0;
      return count >= leastOf(rule) ? [findingOf(rule, part.path, count)] : [];
    });
  });
};

interface Categories {
  readonly rules: readonly Rule[];
  readonly phrases: PhraseBook;
}

/** Derived from the rulebook alone, once. */
const known = new WeakMap<Rulebook, Categories>();

function categoriesOf(rulebook: Rulebook): Categories {
  const made = known.get(rulebook);
  if (made !== undefined) return made;
  const asked = rulebook.pack.clauses.flatMap(({ when }) => when.finding?.rule ?? []);
  const rules = rulebook.rulesFor('unacceptable-use').filter(({ id }) => asked.some((name) => namesRule(name, id)));
  const lists = new Map(rules.map(({ id, parameters }) => [id, rulebook.list(String(parameters.list))]));
  const categories = { rules, phrases: phraseBook(lists) };
  known.set(rulebook, categories);
  return categories;
}

/** Different expressions that must occur together. */
function leastOf({ parameters }: Rule): number {
  return typeof parameters.least === 'number' ? parameters.least : 3;
}

function findingOf({ id, kind, severity, confidence }: Rule, where: string, count: number): Finding {
  return { rule: id, kind, severity, confidence, where, value: { expressions: count }, owner: null };
}
