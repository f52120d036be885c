// Facts of the items that somebody asks to read, for who decides on it: everything on one page, and no content.
import type { HeldItem } from '../../model/ledger.ts';
import type { Actor } from '../access/actor.ts';
import { demand, type Oversight } from '../act.ts';
import { accessWithCase } from './decide-access.ts';
import { caseResource } from './move-case.ts';

export type AskedItem = Pick<
  HeldItem,
  'id' | 'class' | 'state' | 'retainedAt' | 'direction' | 'envelope' | 'recipients'
>;

/** By the access's id. Rejects with NotFound. */
export async function askedItems(oversight: Oversight, actor: Actor, id: string): Promise<readonly AskedItem[]> {
  const { access, found } = await accessWithCase(oversight, id);
  demand(oversight, actor, 'view-case', caseResource(oversight, found.value));
  const items = await Promise.all(access.value.items.map((item) => oversight.ledger.heldItem(item)));
  return items
    .filter((item) => item !== null)
    .map(({ id: item, class: heldClass, state, retainedAt, direction, envelope, recipients }) => {
      return { id: item, class: heldClass, state, retainedAt, direction, envelope, recipients };
    });
}
