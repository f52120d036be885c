// Mass unsolicited mail by a score that explains itself: points for each mark, no network, no learning.
import type { Finding } from '../../../model/finding.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import type { Detector } from '../detector.ts';
import { type Marks, marksOf } from './mail-marks.ts';
import { type PhraseBook, phraseBook } from './phrases.ts';

/** At most one finding: the rule with the highest threshold that the score reaches. Points stand in `points`, once for all. */
export const detectUnwanted: Detector = ({ message, readings, rulebook }) => {
  const { phrases, points, rules } = scaleOf(rulebook);
  if (rules.length === 0) return [];
  const marks = marksOf(message, readings, phrases);
  const score = scoreOf(marks, points);
  const reached = rules.find(({ threshold }) => score >= threshold);
  return reached === undefined ? [] : [findingOf(reached, score, reasonsOf(marks, points))];
};

interface Scale {
  readonly phrases: PhraseBook;
  readonly points: ReadonlyMap<string, number>;
  /** Highest threshold first. */
  readonly rules: readonly { readonly rule: Rule; readonly threshold: number }[];
}

/** Derived from the rulebook alone, once. */
const known = new WeakMap<Rulebook, Scale>();

function scaleOf(rulebook: Rulebook): Scale {
  const made = known.get(rulebook);
  if (made !== undefined) return made;
  const rules = rulebook.rulesFor('unwanted');
  const categories = rules.flatMap(({ parameters }) => (Array.isArray(parameters.lists) ? parameters.lists : []));
  const points = rules.flatMap(({ parameters }) => Object.entries(parameters.points ?? {}));
  const scale: Scale = {
    phrases: phraseBook(new Map(categories.map(String).map((name) => [name, rulebook.list(`unwanted-${name}`)]))),
    points: new Map(points.map(([mark, worth]) => [mark, Number(worth)])),
    rules: rules
      .map((rule) => ({ rule, threshold: Number(rule.parameters.threshold) }))
      .sort((one, other) => other.threshold - one.threshold),
  };
  known.set(rulebook, scale);
  return scale;
}

function scoreOf(marks: Marks, points: ReadonlyMap<string, number>): number {
  let sum = points.get('always') ?? 0;
  for (const [mark, strength] of marks) sum += strength * (points.get(mark) ?? 0);
  return Math.round(sum * 10) / 10;
}

const mostReasons = 8;

/** The marks that weighed most, heaviest first, each with its points. */
function reasonsOf(marks: Marks, points: ReadonlyMap<string, number>): readonly string[] {
  return [...marks]
    .map(([mark, strength]) => ({ mark, worth: Math.round(strength * (points.get(mark) ?? 0) * 10) / 10 }))
    .filter(({ worth }) => worth !== 0)
    .sort((one, other) => Math.abs(other.worth) - Math.abs(one.worth))
    .slice(0, mostReasons)
    .map(({ mark, worth }) => `${mark} ${worth > 0 ? '+' : ''}${worth}`);
}

function findingOf({ rule, threshold }: Scale['rules'][number], score: number, reasons: readonly string[]): Finding {
  const { id, kind, severity, confidence } = rule;
  return { rule: id, kind, severity, confidence, where: 'message', value: { score, threshold, reasons }, owner: null };
}
