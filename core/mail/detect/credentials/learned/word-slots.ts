// What is noted of the very words around a value, each as a slot: those near by on either side, and those of the subject.
import type { Candidate } from '../candidate.ts';
import type { Evidence } from '../surroundings.ts';
import type { Token } from '../tokens.ts';
import { role, slotOf } from './slots.ts';

/** Words on either side that count. */
const window = 12;
/** Words on either side whose distance counts too. */
const near = 3;

export function noteWords(slots: number[], { first, last }: Candidate, token: Token, evidence: Evidence): void {
  const { tokens } = evidence.source;
  for (let distance = 1; distance <= window; distance++) {
    noteWord(slots, tokens[first - distance], token, role.left, distance <= near ? near - distance : -1);
    noteWord(slots, tokens[last + distance], token, role.right, distance <= near ? near + distance : -1);
  }
  for (const slot of evidence.announcedSlots) slots.push(slot);
}

/** `place`: one for each distance that counts, by side; -1 where it does not. */
function noteWord(slots: number[], word: Token | undefined, { line }: Token, side: number, place: number): void {
  if (word === undefined) return;
  const { hash } = word.spelling;
  slots.push(slotOf(hash, side));
  if (place >= 0) slots.push(slotOf(hash, (word.line === line ? role.beside : role.elsewhere) + place));
}
