// Weighs the traits of a value with what was learned from labelled messages (tools/learn-passwords.ts).
import { slotsAt, traitCount, weightCount } from './trait-layout.ts';
import type { Traits } from './traits.ts';
import { learned, steps } from './weights.ts';

const weights = new Int8Array(Buffer.from(learned, 'base64'));
if (weights.length !== weightCount)
  throw new Error('learned weights do not fit the traits: run tools/learn-passwords.ts');

/** Log-odds that the value is a disclosed secret, counted from where flagging begins to pay. */
export function judge({ kind, noted, slots }: Traits): number {
  const own = (kind + 1) * traitCount;
  let sum = 0;
  for (const trait of noted) sum += (weights[trait] ?? 0) + (weights[own + trait] ?? 0);
  for (const slot of slots) sum += weights[slotsAt + slot] ?? 0;
  return sum / steps;
}
