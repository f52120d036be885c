// Opens one item for one investigator: right, case, approval, ledger and key service must all agree, and it is on record
// before anything is shown.
import { type Grants, type MailStore, Refused } from '../../ports.ts';
import type { Action } from '../access/action.ts';
import type { Actor } from '../access/actor.ts';
import { create, find, NotFound, perform, write } from '../act.ts';
import { accessWithCase, type Granting } from './decide-access.ts';

export interface ReadingRoom extends Granting {
  readonly grants: Grants;
  readonly store: Pick<MailStore, 'getSealed' | 'deleteSealed'>;
}

/** Who read an item under which access: what a person may learn about their own mail. */
export interface Reading {
  readonly item: string;
  readonly access: string;
  readonly case: string;
  readonly by: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
}

/** Which action each way of reading is. */
const actionOf = {
  view: 'view-item',
  original: 'view-original',
  export: 'export-items',
} as const satisfies Record<string, Action>;
export type ReadingWay = keyof typeof actionOf;

/** The message as it came. Rejects with Refused and never says whether the item exists to who may not read it. */
export async function readItem(
  room: ReadingRoom,
  actor: Actor,
  { access: accessId, item, way }: { readonly access: string; readonly item: string; readonly way: ReadingWay },
): Promise<Uint8Array> {
  const { access, found, resource } = await accessWithCase(room, accessId);
  const detail = { case: found.id, access: accessId, purpose: found.value.purpose, way };
  const act = { action: actionOf[way], resource, subject: item, detail };
  return perform(room, actor, act, async (now) => {
    if (!access.value.items.includes(item)) throw new NotFound('item');
    const held = await room.ledger.heldItem(item);
    const sealed = await room.store.getSealed(item);
    if (held === null || held.state === 'disposed' || sealed === null) throw new Refused('this item was disposed of');
    const raw = await room.grants.read(item, sealed, accessId, actor.person);
    const before = await find<Reading>(room.ledger, 'reading', readingId(item, accessId));
    return {
      changes: [readingOf(before, { item, access: accessId, case: found.id, by: actor.person }, now)],
      value: raw,
    };
  });
}

/** Readings of one item lie together. */
export function readingId(item: string, access: string): string {
  return `${item}/${access}`;
}

function readingOf(
  before: { readonly id: string; readonly version: number; readonly value: Reading } | null,
  facts: Pick<Reading, 'item' | 'access' | 'case' | 'by'>,
  now: number,
) {
  if (before === null)
    return create('reading', readingId(facts.item, facts.access), { ...facts, firstAt: now, lastAt: now, times: 1 });
  return write('reading', before, { ...before.value, lastAt: now, times: before.value.times + 1 });
}
