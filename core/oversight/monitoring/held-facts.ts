// What Corporate Security sees of held mail: facts on which it decides, never content (DESIGN 5a).
import type { HeldItem, MessageRecord } from '../../model/ledger.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { demand, NotFound, type Oversight } from '../act.ts';

export interface HeldFacts {
  readonly item: HeldItem;
  /** Findings, part tree with its coverage, defects; null when the index has nothing of it. */
  readonly message: MessageRecord | null;
}

const mostItems = 500;

export async function listHeld(
  oversight: Oversight,
  actor: Actor,
  filter: Pick<Partial<HeldItem>, 'class' | 'state'> & { readonly party?: string },
): Promise<{ readonly items: readonly HeldItem[]; readonly more: boolean }> {
  demand(oversight, actor, 'list-held', theSystem);
  const { party, ...others } = filter;
  const items: HeldItem[] = [];
  const narrowed = party === undefined ? others : { ...others, party: party.toLowerCase() };
  for await (const item of oversight.ledger.heldItems(narrowed)) {
    if (items.length === mostItems) return { items, more: true };
    items.push(item);
  }
  return { items, more: false };
}

export async function heldFacts(oversight: Oversight, actor: Actor, id: string): Promise<HeldFacts> {
  const item = await oversight.ledger.heldItem(id);
  const resource = { type: 'Held', id, attributes: { exempt: item?.exempt === true } } as const;
  demand(oversight, actor, 'view-held', resource);
  if (item === null) throw new NotFound('item');
  return { item, message: await oversight.ledger.message({ attempt: item.attempt }) };
}
