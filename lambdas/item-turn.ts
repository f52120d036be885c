// Work on a held item, apart from whoever is dealing with its message now.
import type { Turns } from '../adapters/aws/dynamo-turns.ts';
import type { HeldItem } from '../core/model/ledger.ts';
import { Refused } from '../core/ports.ts';

/** Milliseconds that it may take before another may begin. */
const turnTime = 130_000;

/** Rejects with Refused when somebody else has the message. */
export async function withItem<T>({ attempt }: HeldItem, turns: Turns, work: () => Promise<T>): Promise<T> {
  const turn = await turns.take(attempt.slice(0, attempt.lastIndexOf('.')), Date.now() + turnTime);
  if (turn === null) throw new Refused('the message is being dealt with now; try again in two minutes');
  try {
    return await work();
  } finally {
    await turn.give();
  }
}
