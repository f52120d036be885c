// Fits a weight to every trait: logistic regression by stochastic descent, each weight with a pace of its own (AdaGrad).
import { traitCount, weightCount } from '../../core/mail/detect/credentials/learned/trait-layout.ts';
import type { Traits } from '../../core/mail/detect/credentials/learned/traits.ts';
import type { Example } from './examples.ts';

const rounds = 12;
const pace = 0.15;
/** Pulls weights that little speaks for towards zero. */
const pull = 0.001;

/** The same examples in the same order give the same weights. */
export function fitWeights(examples: readonly Example[]): Float64Array<ArrayBuffer> {
  const weights = new Float64Array(weightCount);
  const squares = new Float64Array(weightCount).fill(1e-6);
  const step = (i: number, slope: number): void => {
    const gradient = slope + pull * (weights[i] ?? 0);
    squares[i] = (squares[i] ?? 0) + gradient * gradient;
    weights[i] = (weights[i] ?? 0) - (pace * gradient) / Math.sqrt(squares[i] ?? 1);
  };
  const random = randomOf(7);
  const order = [...examples];
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    for (const { traits, secret, weight } of order) {
      const slope = (1 / (1 + Math.exp(-sumOf(weights, traits))) - Number(secret)) * weight;
      const own = (traits.kind + 1) * traitCount;
      for (const trait of traits.noted) {
        step(trait, slope);
        step(own + trait, slope);
      }
    }
  }
  return weights;
}

/** Log-odds that a value with these traits is a secret. */
export function sumOf(weights: Float64Array, { kind, noted }: Traits): number {
  const own = (kind + 1) * traitCount;
  return noted.reduce((sum, trait) => sum + (weights[trait] ?? 0) + (weights[own + trait] ?? 0), 0);
}

/** Whole numbers below `below` from a linear congruential generator (Numerical Recipes). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

/** Fisher and Yates, in place. */
function shuffle<T>(items: T[], random: (below: number) => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random(i + 1);
    const [a, b] = [items[i], items[j]];
    if (a === undefined || b === undefined) return;
    items[i] = b;
    items[j] = a;
  }
}
