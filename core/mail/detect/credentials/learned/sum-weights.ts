// Adds up the weights of what was noted of a value.
import { mostOfWords } from './slots.ts';
import { elsewhereAt, slotsAt, traitCount } from './trait-layout.ts';
import type { Traits } from './traits.ts';

/** Log-odds that a value with these traits is a secret. */
export function sumWeights(weights: ArrayLike<number>, { kind, noted, form, words }: Traits): number {
  const own = (kind + 1) * traitCount;
  let sum = 0;
  for (const trait of noted) sum += (weights[trait] ?? 0) + (weights[own + trait] ?? 0);
  for (const slot of form) sum += weights[slotsAt + slot] ?? 0;
  if (sum <= -2 * mostOfWords) return sum;
  let [said, elsewhere] = [0, 0];
  const slots = words();
  for (const slot of slots.here) said += weights[slotsAt + slot] ?? 0;
  for (const slot of slots.elsewhere) elsewhere += weights[elsewhereAt + slot] ?? 0;
  // What words elsewhere say may add, never take away: they must not disarm a finding.
  return sum + Math.max(-mostOfWords, Math.min(mostOfWords, said)) + Math.max(0, Math.min(mostOfWords, elsewhere));
}
