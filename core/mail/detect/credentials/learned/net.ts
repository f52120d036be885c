// Reads the words around a value in their order: two convolutions over the window, then what they find at the value and
// anywhere in the window, with the traits of the value (Kim, "Convolutional neural networks for sentence classification", 2014).
import { classes, traitCount } from './trait-layout.ts';
import { rowCount, type Window, widest } from './window.ts';

/** Numbers that describe each place. */
export const depth = 32;
const square = depth * depth;

/** Parts of the net and how many numbers each has. */
export const sizes = {
  table: rowCount * depth,
  first: 3 * square,
  firstBias: depth,
  second: 3 * square,
  secondBias: depth,
  traits: traitCount * depth,
  join: 3 * square,
  joinBias: depth,
  out: depth,
  line: traitCount * (classes.length + 1),
} as const;

export type Part = keyof typeof sizes;
export const parts = Object.keys(sizes) as readonly Part[];
export type Net = Readonly<Record<Part, Float32Array>>;

export function netOf(numbersOf: (part: Part) => Float32Array): Net {
  return Object.fromEntries(parts.map((part) => [part, numbersOf(part)])) as unknown as Net;
}

export function emptyNet(): Net {
  return netOf((part) => new Float32Array(sizes[part]));
}

/** What was worked out on the way to an answer, for learning from it. */
export interface Steps {
  readonly input: Float32Array;
  readonly once: Float32Array;
  readonly twice: Float32Array;
  /** The value's place, the greatest of all places, the traits. */
  readonly joined: Float32Array;
  /** Where in `twice` the greatest stand. */
  readonly greatest: Int32Array;
  readonly hidden: Float32Array;
  /** Factors while learning, 0 for what is left out; null for an answer from all. */
  readonly kept: { readonly input: Float32Array; readonly joined: Float32Array; readonly hidden: Float32Array } | null;
}

export function newSteps(kept: Steps['kept'] = null): Steps {
  return {
    input: new Float32Array(widest * depth),
    once: new Float32Array(widest * depth),
    twice: new Float32Array(widest * depth),
    joined: new Float32Array(3 * depth),
    greatest: new Int32Array(depth),
    hidden: new Float32Array(depth),
    kept,
  };
}

/** Log-odds that the value is a secret; `noted` and `kind` as `Traits` has them. */
export function ask(
  net: Net,
  { rows, value }: Window,
  { noted, kind }: { readonly noted: readonly number[]; readonly kind: number },
  steps: Steps,
): number {
  const { input, once, twice, joined, hidden, kept } = steps;
  const end = rows.length * depth;
  for (const [place, here] of rows.entries()) sumRows(net.table, here, input, place * depth);
  if (kept !== null) scale(input, kept.input, end);
  convolve(input, net.first, net.firstBias, rows.length, once);
  convolve(once, net.second, net.secondBias, rows.length, twice);
  joined.set(twice.subarray(value * depth, (value + 1) * depth));
  poolGreatest(steps, end);
  sumRows(net.traits, noted, joined, 2 * depth);
  if (kept !== null) scale(joined, kept.joined, 3 * depth);
  hidden.set(net.joinBias);
  addProduct(joined, 0, 3 * depth, net.join, 0, hidden, 0);
  for (let i = 0; i < depth; i++) hidden[i] = Math.max(0, at(hidden, i));
  if (kept !== null) scale(hidden, kept.hidden, depth);
  return answer(net, hidden, noted, (kind + 1) * traitCount);
}

function answer({ out, line }: Net, hidden: Float32Array, noted: readonly number[], own: number): number {
  let odds = 0;
  for (let i = 0; i < depth; i++) odds += at(hidden, i) * at(out, i);
  for (const trait of noted) odds += at(line, trait) + at(line, own + trait);
  return odds;
}

/** An element that is known to be there. */
export function at(numbers: Float32Array, index: number): number {
  return numbers[index] as number;
}

/** Multiplies the numbers up to `end` by the factors beside them. */
export function scale(numbers: Float32Array, factors: Float32Array, end: number): void {
  for (let i = 0; i < end; i++) numbers[i] = at(numbers, i) * at(factors, i);
}

/** Writes the sum of some rows of `table` to `to`, from `start`. */
function sumRows(table: Float32Array, rows: readonly number[], to: Float32Array, start: number): void {
  to.fill(0, start, start + depth);
  for (const row of rows)
    for (let i = 0; i < depth; i++) to[start + i] = at(to, start + i) + at(table, row * depth + i);
}

/** Each place with its neighbours; what is found is added to the place itself. */
function convolve(
  from: Float32Array,
  weights: Float32Array,
  bias: Float32Array,
  places: number,
  to: Float32Array,
): void {
  for (let place = 0; place < places; place++) {
    const first = Math.max(0, place - 1);
    const count = (Math.min(places, place + 2) - first) * depth;
    const start = place * depth;
    to.set(bias, start);
    addProduct(from, first * depth, count, weights, (first - place + 1) * square, to, start);
    for (let i = start; i < start + depth; i++) to[i] = at(from, i) + Math.max(0, at(to, i));
  }
}

/** Adds to `depth` numbers of `to` the product of `count` numbers of `from` with a matrix that begins at `offset`. */
function addProduct(
  from: Float32Array,
  start: number,
  count: number,
  matrix: Float32Array,
  offset: number,
  to: Float32Array,
  target: number,
): void {
  // Eight sums at a time stay out of memory, which halves the time.
  for (let o = 0; o < depth; o += 8) {
    let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
    let row = offset + o;
    for (let i = start; i < start + count; i++, row += depth) {
      const factor = at(from, i);
      a += factor * at(matrix, row);
      b += factor * at(matrix, row + 1);
      c += factor * at(matrix, row + 2);
      d += factor * at(matrix, row + 3);
      e += factor * at(matrix, row + 4);
      f += factor * at(matrix, row + 5);
      g += factor * at(matrix, row + 6);
      h += factor * at(matrix, row + 7);
    }
    const place = target + o;
    to[place] = at(to, place) + a;
    to[place + 1] = at(to, place + 1) + b;
    to[place + 2] = at(to, place + 2) + c;
    to[place + 3] = at(to, place + 3) + d;
    to[place + 4] = at(to, place + 4) + e;
    to[place + 5] = at(to, place + 5) + f;
    to[place + 6] = at(to, place + 6) + g;
    to[place + 7] = at(to, place + 7) + h;
  }
}

function poolGreatest({ twice, joined, greatest }: Steps, end: number): void {
  for (let i = 0; i < depth; i++) {
    let best = i;
    for (let place = i + depth; place < end; place += depth) if (at(twice, place) > at(twice, best)) best = place;
    greatest[i] = best;
    joined[depth + i] = at(twice, best);
  }
}
