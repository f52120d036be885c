// What the client is told once every recipient's fate is known (DESIGN section 7).
import type { Direction } from '../../model/envelope.ts';
import type { RecipientState } from '../../model/recipient-state.ts';
import { isTerminal } from '../../model/recipient-state.ts';
import type { Reply } from '../../ports.ts';

export const tryAgain: Reply = {
  code: 451,
  text: '4.3.0 the message could not be dealt with now, please try again later',
};

/** States of all recipients of this arrival; never empty. */
export function answer(direction: Direction, states: readonly RecipientState[], id: string): Reply {
  if (!states.every(isTerminal))
    return { code: 451, text: `4.4.0 not everybody could be served now, please try again later (${id})` };
  if (direction === 'inbound' && states.every((state) => state === 'blocked')) {
    return { code: 550, text: `5.7.1 the message is not accepted by policy (${id})` };
  }
  return { code: 250, text: `2.0.0 accepted (${id})` };
}
