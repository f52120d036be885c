// Fits a weight to every trait: logistic regression held back by the squares of the weights, by ascent of its dual, one
// example at a time (Yu, Huang and Lin, "Dual coordinate descent methods for logistic regression", 2011).
import {
  elsewhereAt,
  slotsAt,
  traitCount,
  weightCount,
} from '../../core/mail/detect/credentials/learned/trait-layout.ts';
import type { Traits } from '../../core/mail/detect/credentials/learned/traits.ts';
import type { Example } from './examples.ts';
import { randomOf, shuffle } from './random.ts';

const rounds = 12;
/** How much the squares of the weights count beside one example. */
const pull = 8;

/** The same examples in the same order give the same weights. */
export function fitWeights(examples: readonly Example[]): Float64Array<ArrayBuffer> {
  const weights = new Float64Array(weightCount);
  const lessons = examples.map((one) => lessonOf(one, weights));
  const random = randomOf(7);
  for (let round = 0; round < rounds; round++) {
    shuffle(lessons, random);
    for (const lesson of lessons) learn(lesson, weights);
  }
  return weights;
}

interface Lesson {
  readonly places: Int32Array;
  /** 1 for a secret, -1 for anything else. */
  readonly side: number;
  readonly weight: number;
  /** Sum of the squares of how often each place occurs. */
  readonly size: number;
  /** How much it says so far, between 0 and its weight. */
  said: number;
}

function lessonOf({ traits, secret, weight }: Example, counts: Float64Array): Lesson {
  const places = placesOf(traits);
  let size = 0;
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  for (const place of places) size += counts[place] ?? 0;
  for (const place of places) counts[place] = 0;
  return { places, side: secret ? 1 : -1, weight, size, said: 0 };
}

/** Moves the weights to where this lesson is content while the others stand still. */
function learn(lesson: Lesson, weights: Float64Array): void {
  const { places, side, weight, size, said } = lesson;
  let sum = 0;
  for (const place of places) sum += weights[place] ?? 0;
  let [low, high] = [0, weight];
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    const slope = Math.log(middle / (weight - middle)) + side * sum + ((middle - said) * size) / pull;
    if (slope > 0) high = middle;
    else low = middle;
  }
  lesson.said = (low + high) / 2;
  const step = (side * (lesson.said - said)) / pull;
  for (const place of places) weights[place] = (weights[place] ?? 0) + step;
}

function placesOf({ kind, noted, form, words }: Traits): Int32Array {
  const own = (kind + 1) * traitCount;
  const { here, elsewhere } = words();
  return Int32Array.from([
    ...noted,
    ...noted.map((trait) => own + trait),
    ...[...form, ...here].map((slot) => slotsAt + slot),
    ...elsewhere.map((slot) => elsewhereAt + slot),
  ]);
}
