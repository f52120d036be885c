// Shows one item to one investigator under an approved access, read in a process of its own.
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { NotFound } from '../act.ts';
import { type ReadingRoom, readItem } from '../cases/read-item.ts';
import type { ItemView } from './item-view.ts';
import type { PageAsked } from './page-picture.ts';

/** Reads a message for showing it, where it can do no harm. */
export interface Viewer {
  /** Null when no process survived the message. Rejects when none can be had. */
  view(raw: Uint8Array): Promise<ItemView | null>;
  /** PNG; null for what cannot be drawn. */
  draw(raw: Uint8Array, page: PageAsked): Promise<Uint8Array | null>;
}

/** The view is on record before it is shown. Rejects with Refused. */
export async function viewItem(
  room: ReadingRoom,
  viewer: Viewer,
  actor: Actor,
  { access, item }: { readonly access: string; readonly item: string },
): Promise<ItemView> {
  const raw = await readItem(room, actor, { access, item, way: 'view' });
  const view = await viewer.view(raw);
  if (view === null)
    throw new Refused('this message cannot be read safely; ask for the original, to be opened on a machine kept apart');
  return view;
}

/** One page of an attachment, likewise on record before it is shown. Rejects with Refused. */
export async function drawItem(
  room: ReadingRoom,
  viewer: Viewer,
  actor: Actor,
  { access, item, ...page }: { readonly access: string; readonly item: string } & PageAsked,
): Promise<Uint8Array> {
  const raw = await readItem(room, actor, { access, item, way: 'view' });
  const picture = await viewer.draw(raw, page);
  if (picture === null) throw new NotFound('page');
  return picture;
}
