// Weighs the traits of a value with what was learned from labelled messages (tools/learn-passwords.ts).
import { sumWeights } from './sum-weights.ts';
import { weightCount } from './trait-layout.ts';
import type { Traits } from './traits.ts';
import { learned, steps } from './weights.ts';

const weights = Float32Array.from(new Int8Array(Buffer.from(learned, 'base64')), (weight) => weight / steps);
if (weights.length !== weightCount)
  throw new Error('learned weights do not fit the traits: run tools/learn-passwords.ts');

/** Log-odds that the value is a disclosed secret, counted from where flagging begins to pay. */
export function judge(traits: Traits): number {
  return sumWeights(weights, traits);
}
