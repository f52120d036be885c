// What is noted of the words that a value of several words consists of.
import type { Candidate } from '../candidate.ts';
import type { TokenisedText } from '../tokens.ts';
import { role, slotOf } from './slots.ts';
import { at, noteBits } from './trait-layout.ts';

/** Adds traits to `noted` and returns the slots of the words. */
export function notePhrase(noted: number[], { first, last }: Candidate, { tokens }: TokenisedText): readonly number[] {
  const slots: number[] = [];
  let [meanings, parts, small] = [0, 0, 0];
  for (let i = first; i <= last; i++) {
    const token = tokens[i];
    if (token === undefined) continue;
    const { spelling } = token;
    meanings |= token.meanings;
    parts |= 1 << spelling.part;
    if (spelling.neverValue) small++;
    slots.push(slotOf(spelling.hash, role.inside));
    if (i === first) slots.push(slotOf(spelling.hash, role.opens));
    if (i === last) slots.push(slotOf(spelling.hash, role.closes));
  }
  noteBits(noted, at.inside, meanings);
  noteBits(noted, at['small inside'], parts & ~1);
  noted.push(at['count of words'] + Math.min(8, last - first), at['count of small words'] + Math.min(4, small));
  return slots;
}
