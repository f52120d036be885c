// What is noted of the very words around a value, each as a slot: those of its sentence and line, and those elsewhere.
import type { Candidate } from '../candidate.ts';
import type { Evidence } from '../surroundings.ts';
import type { Token } from '../tokens.ts';
import { role, slotOf } from './slots.ts';

export interface WordSlots {
  /** Words of the same sentence or line. */
  readonly here: number[];
  /** Other words near by, and those of the subject. */
  readonly elsewhere: number[];
}

/** Words on either side that count. */
const window = 12;
/** Words on either side whose distance counts too. */
const near = 3;

export function wordSlots({ first, last }: Candidate, token: Token, evidence: Evidence): WordSlots {
  const { tokens } = evidence.source;
  const slots: WordSlots = { here: [], elsewhere: evidence.announcedSlots.slice() };
  for (let distance = 1; distance <= window; distance++) {
    noteWord(slots, tokens[first - distance], token, role.left, distance <= near ? near - distance : -1);
    noteWord(slots, tokens[last + distance], token, role.right, distance <= near ? near + distance : -1);
  }
  return slots;
}

/** `place`: one for each distance that counts, by side; -1 where it does not. */
function noteWord(
  { here, elsewhere }: WordSlots,
  word: Token | undefined,
  value: Token,
  side: number,
  place: number,
): void {
  if (word === undefined) return;
  const inLine = word.line === value.line;
  const slots = inLine || word.sentence === value.sentence ? here : elsewhere;
  const { hash } = word.spelling;
  slots.push(slotOf(hash, side));
  if (place >= 0) slots.push(slotOf(hash, (inLine ? role.beside : role.elsewhere) + place));
}
