// Random walks over the state table, and a model of what a ledger must make of them.
import fc from 'fast-check';
import { mayMove, type RecipientState, recipientStates } from '../../core/model/recipient-state.ts';
import { one, two } from './samples.ts';

/** One step of the model: a commit of moves, each from where the model or the dice say. */
export interface Step {
  readonly address: string;
  readonly from: RecipientState;
  readonly to: RecipientState;
}

/** States after the moves, or null when one of them is not allowed. */
export function applied(
  states: ReadonlyMap<string, RecipientState>,
  steps: readonly Step[],
): Map<string, RecipientState> | null {
  const after = new Map(states);
  for (const { address, from, to } of steps) {
    if (after.get(address) !== from || !mayMove(from, to)) return null;
    after.set(address, to);
  }
  return after;
}

/** Mostly moves that are legal from somewhere, so that walks get far; some that never are. */
const legalMoves = recipientStates.flatMap((from) =>
  recipientStates.filter((to) => mayMove(from, to)).map((to) => ({ from, to })),
);
const anyMove = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...legalMoves) },
  {
    weight: 1,
    arbitrary: fc.record({ from: fc.constantFrom(...recipientStates), to: fc.constantFrom(...recipientStates) }),
  },
);
export const anyStep: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(one, two), anyMove)
  .map(([address, { from, to }]) => ({ address, from, to }));
