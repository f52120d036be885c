// Identifiers in a text: what fits a pattern and its check digits, weighed by the words around it.
import { Subject } from '../../../rulebook/pattern.ts';
import { type IdentifierRule, plain } from './identifier-rules.ts';

export interface FoundIdentifier {
  readonly from: IdentifierRule;
  /** UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  readonly confidence: number;
  /** Without separators, upper case: the same value however it was written. */
  readonly compact: string;
}

/** Characters before and behind a value in which a word counts as its label. */
const before = 70;
const behind = 30;
/** Characters at the top of a table that hold its header. */
const headerLength = 400;
/** Of one rule in one text. */
const mostMatches = 20_000;
/** Digits below which no identifier fits into a text. */
const fewestDigits = 5;
/** What is less sure is not worth telling. */
const leastConfidence = 0.3;

/** Not overlapping, left to right; of two readings of one number the surer one stays. */
export function findIdentifiers(text: string, rules: readonly IdentifierRule[]): readonly FoundIdentifier[] {
  if (!hasDigits(text)) return [];
  const subject = new Subject(text);
  const surroundings = surroundingsOf(text);
  const found: FoundIdentifier[] = [];
  for (const rule of rules) {
    if (rule.alone === 0 && !surroundings.mentions(rule.context)) continue;
    let matches = 0;
    for (const [i, pattern] of rule.patterns.entries()) {
      for (const match of pattern.all(subject)) {
        if (++matches > mostMatches) break;
        const value = validPart(match.groups.value ?? match, rule);
        if (value === null || isInWord(text, value)) continue;
        const confidence = confidenceOf(rule, i, value, surroundings);
        if (confidence >= leastConfidence) found.push({ from: rule, ...value, confidence });
      }
    }
  }
  return withoutOverlaps(found);
}

function hasDigits(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 48 && unit <= 57 && ++digits >= fewestDigits) return true;
  }
  return false;
}

interface Surroundings {
  /** Whether one of the words stands anywhere. */
  mentions(words: readonly string[]): boolean;
  /** Whether one stands beside, or in the header of a table. */
  name(words: readonly string[], offset: number, length: number): boolean;
  /** Whether the value is a piece of something longer: an address of the web, a name of a file, a hash. */
  isPiece(offset: number, length: number): boolean;
}

function surroundingsOf(text: string): Surroundings {
  const whole = plain(text);
  const [first = '', second = ''] = text.slice(0, 2 * headerLength).split('\n', 2);
  const isTable = first.length <= headerLength && separators(first) > 0 && separators(first) === separators(second);
  const header = plain(first);
  return {
    mentions: (words) => words.some((word) => whole.includes(word)),
    name(words, offset, length) {
      const window = plain(
        `${text.slice(Math.max(0, offset - before), offset)} ~ ${text.slice(offset + length, offset + length + behind)}`,
      );
      return words.some((word) => hasWord(window, word) || (isTable && hasWord(header, word)));
    },
    isPiece(offset, length) {
      const right = text.slice(offset + length, offset + length + 2);
      return (
        /[./=&?@%+_\\-]$/.test(text.slice(Math.max(0, offset - 1), offset)) || /^[-/=&@%_.][\p{L}\p{N}]/u.test(right)
      );
    },
  };
}

function separators(line: string): number {
  return line.split(/[,;\t]/).length - 1;
}

/** At the beginning of a word; a plural or an ending is the same word, `sin` in `single` is not. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const left = text[at - 1] ?? ' ';
    const right = text.slice(at + word.length, at + word.length + 2);
    if (!/[\p{L}\p{N}]/u.test(left) && !/^\p{L}\p{L}|^[^s\P{L}]/u.test(right)) return true;
  }
  return false;
}

type Value = Pick<FoundIdentifier, 'offset' | 'length' | 'compact'>;

/** The match, or its beginning where words or numbers behind it were taken for further groups of it. */
function validPart(
  { offset, text }: { readonly offset: number; readonly text: string },
  rule: IdentifierRule,
): Value | null {
  let part = text.slice(0, 80);
  for (let tries = 0; tries < 4 && part !== ''; tries++) {
    const compact = part.replace(/[^\p{L}\p{N}<]/gu, '').toUpperCase();
    if (compact.length <= 44 && rule.check(compact)) return { offset, length: part.length, compact };
    part = part.slice(0, Math.max(0, part.lastIndexOf(' ')));
  }
  return null;
}

function isInWord(text: string, { offset, length }: Value): boolean {
  return (
    /[\p{L}\p{N}]/u.test(text.slice(Math.max(0, offset - 1), offset)) ||
    /^[\p{L}\p{N}]/u.test(text.slice(offset + length, offset + length + 1))
  );
}

function confidenceOf(
  { rule, context, alone }: IdentifierRule,
  pattern: number,
  { offset, length }: Value,
  around: Surroundings,
): number {
  if (around.name(context, offset, length)) return rule.confidence;
  return pattern > 0 || around.isPiece(offset, length) ? 0 : alone;
}

function withoutOverlaps(found: readonly FoundIdentifier[]): readonly FoundIdentifier[] {
  const sorted = [...found].sort((a, b) => a.offset - b.offset || b.confidence - a.confidence || b.length - a.length);
  const kept: FoundIdentifier[] = [];
  for (const each of sorted) {
    const last = kept.at(-1);
    if (last === undefined || last.offset + last.length <= each.offset) kept.push(each);
    else if (each.confidence > last.confidence || (each.confidence === last.confidence && each.length > last.length)) {
      kept[kept.length - 1] = each;
    }
  }
  return kept;
}
