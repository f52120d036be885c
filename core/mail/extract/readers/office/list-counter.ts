// Numbers of list items as a word processor counts them (ECMA-376 part 1, 17.9).

export interface ListPlace {
  /** Null where only the style of the paragraph says it. */
  readonly list: string | null;
  readonly level: number | null;
  readonly style: string | null;
}

export interface ListCounter {
  /** Number of the next paragraph at this place, with a space behind; '' for bullets and what is no list. */
  next(place: ListPlace): string;
}

export interface Level {
  start?: number;
  format?: string;
  /** `%1.%2)`: percent signs stand for the numbers of the levels. */
  text?: string;
  /** All numbers in it are shown as decimals. */
  legal?: boolean;
  /** Begins anew behind a paragraph of a level above this one, from 0; never for 0. */
  restart?: number;
}

export interface List {
  /** Lists of one definition count on together. */
  definition: string;
  levels: Level[];
  /** Levels that begin anew with this list. */
  readonly restarts: Set<number>;
}

export const deepestLevel = 9;
export const noLists: ListCounter = { next: () => '' };

/** Counts one story; `styles` are the places of paragraph styles. */
export function listCounter(lists: ReadonlyMap<string, List>, styles: ReadonlyMap<string, ListPlace>): ListCounter {
  const counts = new Map<string, (number | undefined)[]>();
  const begun = new Set<string>();
  return {
    next: (place) => {
      const styled = place.style === null ? undefined : styles.get(place.style);
      const id = place.list ?? styled?.list ?? '';
      const at = Math.min(deepestLevel - 1, Math.max(0, place.level ?? styled?.level ?? 0));
      const list = lists.get(id);
      if (list === undefined) return '';
      const counted = counts.get(list.definition) ?? [];
      counts.set(list.definition, counted);
      if (!begun.has(id)) {
        begun.add(id);
        for (const level of list.restarts) counted[level] = undefined;
      }
      // Levels passed over count as begun.
      for (let above = 0; above < at; above++) counted[above] ??= startOf(list.levels[above]);
      counted[at] = (counted[at] ?? startOf(list.levels[at]) - 1) + 1;
      for (let deeper = at + 1; deeper < counted.length; deeper++) {
        if (at < (list.levels[deeper]?.restart ?? deeper)) counted[deeper] = undefined;
      }
      const shown = written(list.levels, at, counted);
      return shown === '' ? '' : `${shown} `;
    },
  };
}

function startOf(level: Level | undefined): number {
  // 17.9.25: zero where the file says nothing.
  return level?.start ?? 0;
}

function written(levels: readonly Level[], at: number, counted: readonly (number | undefined)[]): string {
  const { format = 'decimal', text = '', legal = false } = levels[at] ?? {};
  if (format === 'bullet' || format === 'none') return '';
  return text.slice(0, 200).replace(/%([1-9])/g, (_, digit: string) => {
    const index = Number(digit) - 1;
    const value = counted[index] ?? startOf(levels[index]);
    return showCount(value, legal ? 'decimal' : (levels[index]?.format ?? 'decimal'));
  });
}

const romans: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

/** ST_NumberFormat (17.18.59), those of Latin scripts; others as decimals. */
export function showCount(value: number, format: string): string {
  const small = value > 0 && value < 4000;
  switch (format) {
    case 'lowerRoman':
      return small ? roman(value) : String(value);
    case 'upperRoman':
      return small ? roman(value).toUpperCase() : String(value);
    case 'lowerLetter':
      return small ? letters(value) : String(value);
    case 'upperLetter':
      return small ? letters(value).toUpperCase() : String(value);
    case 'ordinal':
      return `${value}${ordinalEnd(value)}`;
    case 'decimalZero':
      return String(value).padStart(2, '0');
    case 'none':
    case 'bullet':
      return '';
    default:
      return String(value);
  }
}

function roman(value: number): string {
  let left = value;
  let shown = '';
  for (const [worth, letter] of romans) {
    while (left >= worth) {
      shown += letter;
      left -= worth;
    }
  }
  return shown;
}

/** a … z, aa, bb …: the letter again for each round. */
function letters(value: number): string {
  return String.fromCharCode(0x61 + ((value - 1) % 26)).repeat(Math.min(20, Math.ceil(value / 26)));
}

function ordinalEnd(value: number): string {
  const tens = value % 100;
  return tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
}
