// The state of one recipient of one attempt, from acceptance to a fate (DESIGN section 7a). One table, used by both hosts.
import type { HeldState } from './held-state.ts';

export const recipientStates = [
  'accepted',
  'decided',
  'retained',
  'held',
  'blocked',
  'handing',
  'served',
  'failed',
  'released',
] as const;
export type RecipientState = (typeof recipientStates)[number];

/**
 * Every legal move. Moves back to `decided` are the second and later tries of an attempt that was cut off: a decision is
 * made again from the same bytes rather than trusted across a crash, since the policy may have changed meanwhile.
 */
const moves: Readonly<Record<RecipientState, readonly RecipientState[]>> = {
  accepted: ['decided'],
  decided: ['decided', 'retained', 'handing'],
  // Sealed content exists; only now may the recipient count as held or blocked.
  retained: ['held', 'blocked', 'decided'],
  // The next hop may have the message: served on its 250, failed on its 5xx, decided again when cut off. A 5xx to an
  // inbound message is retained and held (7a).
  handing: ['served', 'failed', 'decided', 'retained'],
  held: ['released'],
  // A block is lifted only by an exception or its approver.
  blocked: ['released'],
  released: ['decided'],
  served: [],
  failed: [],
};

/** A recipient in one of these needs nothing more from the gateway. */
const terminal: ReadonlySet<RecipientState> = new Set(['served', 'failed', 'held', 'blocked']);

export function mayMove(from: RecipientState, to: RecipientState): boolean {
  return moves[from].includes(to);
}

export function isTerminal(state: RecipientState): boolean {
  return terminal.has(state);
}

/**
 * Thrown by a Ledger when a recipient (or a held item) is not in the state a move starts from,
 * or the table forbids the move.
 */
export class IllegalMove extends Error {
  override readonly name = 'IllegalMove';
  constructor(from: RecipientState | HeldState | 'absent', to: RecipientState | HeldState) {
    super(`a recipient or held item cannot move from ${from} to ${to}`);
  }
}
