// What is noted of the form of a value, as slots: which kinds of character follow each other in it.
import { hashOf, role, slotOf } from './slots.ts';

/** Characters of a value whose form counts. */
const longest = 40;

/** `Rain-77` is of the form `Aa-9`, or with every character `Aaaa-99`. */
export function formSlots(value: string): readonly number[] {
  const every = value
    .slice(0, longest)
    .replace(/\p{Lu}/gu, 'A')
    .replace(/\p{Ll}/gu, 'a')
    .replace(/\d/g, '9')
    .replace(/\s/g, ' ');
  const form = every.replace(/(.)\1+/g, '$1');
  const slots = new Set([slotOf(hashOf(form), role.form), slotOf(hashOf(every), role.sameLengths)]);
  const ends = `^${form}$`;
  for (let i = 0; i + 2 < ends.length; i++) slots.add(slotOf(hashOf(ends.slice(i, i + 3)), role.part));
  return [...slots];
}
