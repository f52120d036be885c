// Gives each trait of a value its number: which kinds of trait there are, and how many of each.
import { meaning, topic } from '../lexicon.ts';
import type { ValueShape } from '../value-shape.ts';
import { slotCount } from './slots.ts';
import { parts } from './small-words.ts';

export const meanings = Object.keys(meaning);
export const bits = meanings.length;
const topicCount = Object.keys(topic).length;

export const shapes: readonly ValueShape[] = [
  'none',
  'word',
  'words',
  'spelled',
  'compound',
  'digits',
  'dial',
  'reference',
  'mixed',
  'strong',
  'random',
  'digest',
];
export const relationKinds = [
  'label',
  'below',
  'answer',
  'copula',
  'instrument',
  'adjacent',
  'before',
  'column',
  'setting',
];
/** How a relation's word names the secret: by name, weakly, as a key, a lock, an account, otherwise. */
export const namings = ['named', 'weak', 'key', 'lock', 'user', 'other'];
export const marks = ['', ':', '=', ',', ';', '.', '!', '?', ')', '-', '/', '|', '>', '(', 'other'];
export const looks = [
  'start',
  'line',
  'lower',
  'capital',
  'upper',
  'number',
  'jumble',
  'address',
  'mark',
  'account',
  'quoted',
];
/** Classes of value for which each trait of the surroundings has a weight of its own. */
export const classes = [
  'word',
  'Word',
  'WORD',
  'words',
  'compound',
  'digits',
  'figures',
  'reference',
  'mixed-',
  'mixed=',
  'mixed+',
  'strong-',
  'strong=',
  'strong+',
  'random',
  'digest',
  'spelled',
] as const;

export const flags = [
  'behind a verb',
  'behind a trial',
  'behind a setting',
  'instrument',
  'until',
  'second of a pair',
  'behind a copula',
  'behind an address',
  'alone on its line',
  'program text',
  'prompted',
  'spelling told',
  'question',
  'named behind',
  'first of its line',
  'last of its line',
  'set apart',
  'in parentheses',
  'in quotation marks',
  'announced',
  'list item',
  'line above ends with a colon',
  'line above is one word',
  'ends its sentence',
] as const;

export const valueFlags = [
  'never a value',
  'describes',
  'ends with digits',
  'begins with a digit',
  'mark inside',
  'underscore',
  'hyphens',
  'dot',
  'letter for digit',
  'capital inside',
  'accent',
  'all capitals',
  'year',
] as const;

const sizes = {
  value: valueFlags.length,
  shape: shapes.length,
  likeness: 7,
  length: 14,
  own: bits,
  flag: flags.length,
  after: marks.length,
  before: marks.length,
  'word -1': parts.length,
  'word -2': parts.length,
  'word -3': parts.length,
  'word +1': parts.length,
  'word +2': parts.length,
  'look -2': looks.length,
  'look -1': looks.length,
  'look +1': looks.length,
  'meaning -1': bits,
  'meaning -2': bits,
  'meaning -3': bits,
  'meaning +1': bits,
  'meaning +2': bits,
  near: bits * 4,
  here: bits,
  behind: bits,
  'one before': bits,
  'two before': bits,
  heading: bits,
  subject: bits,
  cue: bits,
  'small word here': parts.length,
  naming: 8,
  relation: relationKinds.length * namings.length + 1,
  distance: namings.length * 6,
  words: 10,
  'topic here': topicCount,
  'topic before': topicCount,
  'topic behind': topicCount,
  'topic near': topicCount,
  'topic next': topicCount,
  'topic of subject': topicCount,
  'topic of line': topicCount,
  odds: 12,
  inside: bits,
  'small inside': parts.length,
  'count of words': 9,
  'count of small words': 5,
} as const;

export type Kind = keyof typeof sizes;

const starts = new Map<string, number>();
let sum = 1;
for (const [kind, size] of Object.entries(sizes)) {
  starts.set(kind, sum);
  sum += size;
}
/** How many traits there are; trait 0 holds of every value. */
export const traitCount = sum;
/** Every trait has a weight for all values and one for each class of value; those of the slots follow, then those of words elsewhere. */
export const slotsAt = traitCount * (classes.length + 1);
export const elsewhereAt = slotsAt + slotCount;
export const weightCount = elsewhereAt + slotCount;

/** Where the traits of each kind begin. */
export const at = Object.fromEntries(starts) as Readonly<Record<Kind, number>>;

/** Number of each flag. */
export const flagAt = Object.fromEntries(flags.map((flag, i) => [flag, at.flag + i])) as Readonly<
  Record<(typeof flags)[number], number>
>;

/** Notes each bit that is set, counted from `start`. */
export function noteBits(noted: number[], start: number, union: number): void {
  for (let rest = union; rest !== 0; rest &= rest - 1) noted.push(start + 31 - Math.clz32(rest & -rest));
}
