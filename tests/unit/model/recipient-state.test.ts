import { describe, expect, it } from 'vitest';
import {
  IllegalMove,
  isTerminal,
  mayMove,
  type RecipientState,
  recipientStates,
} from '../../../core/model/recipient-state.ts';

/** Every state and where it may go next, written out once more by hand from DESIGN section 7a. */
const expected: Readonly<Record<RecipientState, string>> = {
  accepted: 'decided',
  decided: 'decided handing retained',
  retained: 'blocked decided held',
  held: 'released',
  blocked: 'released',
  handing: 'decided failed retained served',
  served: '',
  failed: '',
  released: 'decided',
};

/** All states that can be reached from one without passing a state of `avoided`. */
function reachable(from: RecipientState, avoided: readonly RecipientState[] = []): Set<RecipientState> {
  const reached = new Set<RecipientState>([from]);
  for (const state of reached) {
    for (const next of recipientStates) if (mayMove(state, next) && !avoided.includes(next)) reached.add(next);
  }
  return reached;
}

describe('the state of a recipient', () => {
  for (const from of recipientStates) {
    it(`goes from ${from} to ${expected[from] || 'nowhere'} and to nothing else`, () => {
      expect(recipientStates.filter((to) => mayMove(from, to)).sort()).toEqual(
        expected[from].split(' ').filter(Boolean),
      );
    });
  }

  it('R-101 reaches nobody without a decision', () => {
    expect(reachable('accepted', ['decided'])).toEqual(new Set(['accepted']));
  });

  it('R-101 leaves a held or blocked recipient only through a release, which is decided again', () => {
    for (const state of ['held', 'blocked'] as const) {
      expect(reachable(state, ['released'])).toEqual(new Set([state]));
      expect(reachable(state, ['decided'])).toEqual(new Set([state, 'released']));
    }
  });

  it('R-703 can always still come to an end', () => {
    for (const state of recipientStates) expect([...reachable(state)].some(isTerminal)).toBe(true);
  });

  it('holds and blocks only what was retained before', () => {
    for (const end of ['held', 'blocked'] as const) {
      expect(recipientStates.filter((from) => mayMove(from, end))).toEqual(['retained']);
    }
  });

  it('counts as done what was served, failed, held or blocked, and nothing else', () => {
    expect(recipientStates.filter(isTerminal).sort()).toEqual(['blocked', 'failed', 'held', 'served']);
  });

  it('says which move was refused', () => {
    expect(new IllegalMove('held', 'served').message).toContain('from held to served');
  });
});
