// Figures by which a detector is judged, as plain counting.
import type { Row } from './evaluation.ts';

/** Counts of a yes-or-no answer against its label. */
export class Confusion {
  truePositives = 0;
  falsePositives = 0;
  falseNegatives = 0;
  trueNegatives = 0;

  add(expected: boolean, found: boolean): void {
    if (expected && found) this.truePositives++;
    else if (expected) this.falseNegatives++;
    else if (found) this.falsePositives++;
    else this.trueNegatives++;
  }

  /** 1 where nothing was found. */
  get precision(): number {
    const found = this.truePositives + this.falsePositives;
    return found === 0 ? 1 : this.truePositives / found;
  }

  /** 1 where there was nothing to find. */
  get recall(): number {
    const expected = this.truePositives + this.falseNegatives;
    return expected === 0 ? 1 : this.truePositives / expected;
  }

  get f1(): number {
    const sum = this.precision + this.recall;
    return sum === 0 ? 0 : (2 * this.precision * this.recall) / sum;
  }

  /** Precision and recall as shares, F1 as a figure; `bar` is what F1 should be. */
  rows(name: string, bar?: string): readonly Row[] {
    return [
      { measure: `${name}: precision`, count: this.truePositives, of: this.truePositives + this.falsePositives },
      { measure: `${name}: recall`, count: this.truePositives, of: this.truePositives + this.falseNegatives },
      { measure: `${name}: F1`, count: this.f1, ...(bar === undefined ? {} : { bar }) },
    ];
  }
}

/** Counts hits per group, and how many there were to hit; rows come sorted by group. */
export class Shares {
  readonly #groups = new Map<string, { count: number; of: number }>();

  add(group: string, hit: boolean): void {
    const counted = this.#groups.get(group) ?? { count: 0, of: 0 };
    counted.of++;
    if (hit) counted.count++;
    this.#groups.set(group, counted);
  }

  rows(name: (group: string) => string): readonly Row[] {
    return [...this.#groups]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([group, { count, of }]) => ({ measure: name(group), count, of }));
  }
}

/** How often each thing was seen; rows come with the most frequent first. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(thing: string): void {
    this.#counts.set(thing, (this.#counts.get(thing) ?? 0) + 1);
  }

  rows(name: (thing: string) => string, of: number, most = Number.POSITIVE_INFINITY): readonly Row[] {
    return [...this.#counts]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([thing, count]) => ({ measure: name(thing), count, of }));
  }
}
