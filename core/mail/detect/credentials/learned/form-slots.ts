// What is noted of the form of a value, as slots: which kinds of character follow each other in it.
import { addToHash, emptyHash, role, slotOf } from './slots.ts';

/** Characters of a value whose form counts. */
const longest = 40;
const beginning = 0x5e;
const ending = 0x24;

/** `Rain-77` is of the form `Aa-9`, or with every character `Aaaa-99`. */
export function formSlots(value: string): readonly number[] {
  let [every, form] = [emptyHash, emptyHash];
  let [before, last] = [-1, beginning];
  const slots: number[] = [];
  const length = Math.min(longest, value.length);
  for (let i = 0; i < length; i++) {
    const kind = kindOf(value.charCodeAt(i));
    every = addToHash(every, kind);
    if (kind === last && i > 0) continue;
    form = addToHash(form, kind);
    notePart(slots, before, last, kind);
    [before, last] = [last, kind];
  }
  notePart(slots, before, last, ending);
  note(slots, slotOf(form, role.form));
  note(slots, slotOf(every, role.sameLengths));
  return slots;
}

/** Three kinds in a row. */
function notePart(slots: number[], before: number, last: number, kind: number): void {
  if (before < 0) return;
  note(slots, slotOf(addToHash(addToHash(addToHash(emptyHash, before), last), kind), role.part));
}

function note(slots: number[], slot: number): void {
  if (!slots.includes(slot)) slots.push(slot);
}

const small = 0x61;
const capital = 0x41;
const figure = 0x39;
const space = 0x20;

/** Of a UTF-16 code unit: `a`, `A`, `9` or a space for all of their kind, itself where it is a mark. */
function kindOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return small;
  if (code >= 0x41 && code <= 0x5a) return capital;
  if (code >= 0x30 && code <= 0x39) return figure;
  if (code < 0x80) return Math.max(space, code);
  const char = String.fromCharCode(code);
  return /\p{Ll}/u.test(char) ? small : /\p{Lu}/u.test(char) ? capital : code;
}
