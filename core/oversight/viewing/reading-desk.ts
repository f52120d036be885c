// Where retained content is opened for people. The API asks here and holds no key itself: a desk may be another process.
import type { Notary } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { type ReadingRoom, readItem } from '../cases/read-item.ts';
import { type ExportOptions, exportItems } from '../requests/export-items.ts';
import type { ItemView } from './item-view.ts';
import type { PageAsked } from './page-picture.ts';
import { drawItem, type Viewer, viewItem } from './view-item.ts';

export interface ItemOfAccess {
  readonly access: string;
  readonly item: string;
}

/** Each is on record before anything is shown. Rejects with Refused. */
export interface ReadingDesk {
  view(actor: Actor, where: ItemOfAccess): Promise<ItemView>;
  /** A page of an attachment as PNG. */
  picture(actor: Actor, where: ItemOfAccess & PageAsked): Promise<Uint8Array>;
  /** The message as it came. */
  original(actor: Actor, where: ItemOfAccess): Promise<Uint8Array>;
  /** A ZIP file. */
  export(actor: Actor, access: string, options: ExportOptions): Promise<Uint8Array>;
}

export function readingDesk(room: ReadingRoom, viewer: Viewer, notary: Notary): ReadingDesk {
  return {
    view: (actor, where) => viewItem(room, viewer, actor, where),
    picture: (actor, where) => drawItem(room, viewer, actor, where),
    original: (actor, where) => readItem(room, actor, { ...where, way: 'original' }),
    export: (actor, access, options) => exportItems({ ...room, viewer, notary }, actor, access, options),
  };
}
