// What is noted of a value and its surroundings, as numbers: traits of kind and shape, and slots of words and forms.
import type { Candidate } from '../candidate.ts';
import type { Relation } from '../relation.ts';
import type { Evidence } from '../surroundings.ts';
import { noteNeighbours } from './neighbour-traits.ts';
import { notePhrase } from './phrase-traits.ts';
import { noteFlags } from './place-traits.ts';
import { noteNearTopics, noteRelation } from './sentence-traits.ts';
import { at, noteBits } from './trait-layout.ts';
import { valueTraits } from './value-traits.ts';
import { type Window, windowOf } from './window.ts';
import { type WordSlots, wordSlots } from './word-slots.ts';

/** Traits of one value, in no order; `kind` indexes `classes`. */
export interface Traits {
  readonly kind: number;
  readonly noted: readonly number[];
  /** Those of the value's form. */
  readonly form: readonly number[];
  /** Asked for only where words can still decide. */
  readonly words: () => WordSlots;
  readonly window: () => Window;
}

/** `odds`: what the grammar makes of the value. */
export function traitsOf(candidate: Candidate, relation: Relation | null, odds: number, evidence: Evidence): Traits {
  const token = evidence.source.tokens[candidate.first];
  if (token === undefined)
    return {
      kind: 0,
      noted: [],
      form: [],
      words: () => ({ here: [], elsewhere: [] }),
      window: () => ({ rows: [[]], value: 0 }),
    };
  const { kind, noted: ofValue, form: ofForm } = valueTraits(candidate, token, evidence.source.text);
  const noted = ofValue.concat(evidence.sentenceTraits(token));
  const several = candidate.shape === 'words' || candidate.shape === 'spelled';
  const form = several ? ofForm.concat(notePhrase(noted, candidate, evidence.source)) : ofForm;
  noted.push(0, at.odds + (odds <= -9 ? 0 : Math.max(1, Math.min(10, Math.round(odds) + 5))));
  noteBits(noted, at.own, token.meanings);
  noteNeighbours(noted, candidate, token, evidence.source);
  noteNearTopics(noted, candidate, token, evidence);
  noteRelation(noted, relation);
  noteFlags(noted, candidate, token, evidence);
  return {
    kind,
    noted,
    form,
    words: () => wordSlots(candidate, token, evidence),
    window: () => windowOf(candidate, token, kind, form, evidence),
  };
}
