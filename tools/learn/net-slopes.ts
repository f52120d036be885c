// Works out how the loss of a lesson changes with every number of the net, backwards from the answer.
import {
  at,
  depth,
  emptyNet,
  type Net,
  newSteps,
  type Part,
  parts,
  type Steps,
  scale,
  sizes,
} from '../../core/mail/detect/credentials/learned/net.ts';
import { traitCount } from '../../core/mail/detect/credentials/learned/trait-layout.ts';
import type { Window } from '../../core/mail/detect/credentials/learned/window.ts';

export interface Asked {
  readonly window: Window;
  readonly noted: readonly number[];
  readonly kind: number;
}

export interface Slopes {
  /** Adds those of one lesson: `steps` as `ask` left them, `slope` of the loss by the odds. */
  readonly add: (asked: Asked, steps: Steps, slope: number) => void;
  /** Gives each mean slope since the last time, once, and begins again. */
  readonly drain: (take: (part: Part, index: number, slope: number) => void) => void;
}

/** Parts of which a lesson touches few rows, with the length of one. */
const rowLengths: ReadonlyMap<Part, number> = new Map([
  ['table', depth],
  ['traits', depth],
  ['line', 1],
]);

interface Gathered {
  readonly net: Net;
  readonly sums: Net;
  readonly touched: ReadonlyMap<Part, Set<number>>;
  /** Slopes of what was worked out on the way. */
  readonly back: Steps;
  lessons: number;
}

export function slopesOf(net: Net): Slopes {
  const touched = new Map([...rowLengths.keys()].map((part) => [part, new Set<number>()]));
  const gathered: Gathered = { net, sums: emptyNet(), touched, back: newSteps(), lessons: 0 };
  return {
    add: (asked, steps, slope) => addLesson(gathered, asked, steps, slope),
    drain: (take) => {
      const scale = 1 / Math.max(1, gathered.lessons);
      gathered.lessons = 0;
      for (const part of parts) drainPart(gathered, part, (index, slope) => take(part, index, slope * scale));
    },
  };
}

function drainPart({ sums, touched }: Gathered, part: Part, take: (index: number, sum: number) => void): void {
  const drainFrom = (start: number, end: number): void => {
    for (let i = start; i < end; i++) {
      take(i, at(sums[part], i));
      sums[part][i] = 0;
    }
  };
  const rows = touched.get(part);
  const length = rowLengths.get(part);
  if (rows === undefined || length === undefined) drainFrom(0, sizes[part]);
  else for (const row of rows) drainFrom(row * length, (row + 1) * length);
  rows?.clear();
}

function addLesson(gathered: Gathered, { window, noted, kind }: Asked, steps: Steps, slope: number): void {
  const { net, sums, back } = gathered;
  gathered.lessons++;
  for (const trait of noted)
    for (const index of [trait, (kind + 1) * traitCount + trait]) {
      gathered.touched.get('line')?.add(index);
      increase(sums.line, index, slope);
    }
  backThroughHidden(gathered, steps, slope);
  for (const trait of noted) addRow(gathered, 'traits', trait, back.joined, 2 * depth);
  const places = window.rows.length;
  backThroughPool(window.value, places, steps, back);
  const second = { weights: net.second, sums: sums.second, biasSums: sums.secondBias };
  backThroughConvolution(second, places, { from: steps.once, to: steps.twice, above: back.twice, below: back.once });
  const first = { weights: net.first, sums: sums.first, biasSums: sums.firstBias };
  backThroughConvolution(first, places, { from: steps.input, to: steps.once, above: back.once, below: back.input });
  if (steps.kept !== null) scale(back.input, steps.kept.input, places * depth);
  for (const [place, rows] of window.rows.entries())
    for (const row of rows) addRow(gathered, 'table', row, back.input, place * depth);
}

function addRow({ sums, touched }: Gathered, part: Part, row: number, from: Float32Array, start: number): void {
  touched.get(part)?.add(row);
  for (let i = 0; i < depth; i++) increase(sums[part], row * depth + i, at(from, start + i));
}

function increase(numbers: Float32Array, index: number, by: number): void {
  numbers[index] = at(numbers, index) + by;
}

function backThroughHidden({ net, sums, back }: Gathered, { hidden, joined, kept }: Steps, slope: number): void {
  for (let i = 0; i < depth; i++) {
    const level = at(hidden, i);
    increase(sums.out, i, slope * level);
    back.hidden[i] = level > 0 ? slope * at(net.out, i) * (kept?.hidden[i] ?? 1) : 0;
    increase(sums.joinBias, i, at(back.hidden, i));
  }
  back.joined.fill(0);
  const flow = { from: joined, below: back.joined, above: back.hidden };
  backThroughProduct({ weights: net.join, sums: sums.join }, 0, flow, 0, 3 * depth);
  if (kept !== null) scale(back.joined, kept.joined, 3 * depth);
}

function backThroughPool(value: number, places: number, { greatest }: Steps, back: Steps): void {
  back.twice.fill(0, 0, places * depth);
  for (let i = 0; i < depth; i++) {
    increase(back.twice, value * depth + i, at(back.joined, i));
    increase(back.twice, greatest[i] ?? 0, at(back.joined, depth + i));
  }
}

interface Matrix {
  readonly weights: Float32Array;
  readonly sums: Float32Array;
}

/** What went through, and the slopes above and below. */
interface Flow {
  readonly from: Float32Array;
  readonly above: Float32Array;
  readonly below: Float32Array;
}

const foundSlopes = new Float32Array(depth);

function backThroughConvolution(
  layer: Matrix & { readonly biasSums: Float32Array },
  places: number,
  { from, to, above, below }: Flow & { readonly to: Float32Array },
): void {
  below.set(above.subarray(0, places * depth));
  const flow = { from, below, above: foundSlopes };
  for (let place = 0; place < places; place++) {
    const start = place * depth;
    for (let i = 0; i < depth; i++) {
      foundSlopes[i] = at(to, start + i) > at(from, start + i) ? at(above, start + i) : 0;
      increase(layer.biasSums, i, at(foundSlopes, i));
    }
    for (let tap = 0; tap < 3; tap++) {
      const near = place + tap - 1;
      if (near >= 0 && near < places) backThroughProduct(layer, tap * depth * depth, flow, near * depth, depth);
    }
  }
}

/** Of a product with the matrix that begins at `offset`: slopes of the matrix, and of the `count` numbers multiplied. */
function backThroughProduct(
  { weights, sums }: Matrix,
  offset: number,
  { from, above, below }: Flow,
  start: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const factor = at(from, start + i);
    const row = offset + i * depth;
    let sum = 0;
    for (let o = 0; o < depth; o++) {
      const slope = at(above, o);
      sum += slope * at(weights, row + o);
      increase(sums, row + o, factor * slope);
    }
    increase(below, start + i, sum);
  }
}
