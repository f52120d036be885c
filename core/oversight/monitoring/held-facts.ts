// What Corporate Security sees of held mail: facts on which it decides, never content (DESIGN 5a).
import type { HeldItem, MessageRecord } from '../../model/ledger.ts';
import type { Actor } from '../access/actor.ts';
import { demand, list, NotFound, type Oversight } from '../act.ts';
import type { DecidedHeld } from './decide-held.ts';

export interface HeldFacts {
  readonly item: HeldItem;
  /** Findings, part tree with its coverage, defects; null when the index has nothing of it. */
  readonly message: MessageRecord | null;
  /** Oldest first. */
  readonly decisions: readonly DecidedHeld[];
}

export async function heldFacts(oversight: Oversight, actor: Actor, id: string): Promise<HeldFacts> {
  const item = await oversight.ledger.heldItem(id);
  const resource = { type: 'Held', id, attributes: { exempt: item?.exempt === true } } as const;
  demand(oversight, actor, 'view-held', resource);
  if (item === null) throw new NotFound('item');
  const decided = await Array.fromAsync(
    list<DecidedHeld>(oversight.ledger, 'held-decision', `${id}/`),
    ({ value }) => value,
  );
  const message = await oversight.ledger.message({ attempt: item.attempt });
  return { item, message, decisions: decided.sort((one, other) => one.at - other.at) };
}
