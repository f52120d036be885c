// Retained mail shown to one investigator: texts, inert HTML, fields, part tree, findings with their places.
import { type Viewer, viewItem } from '../../core/oversight/viewing/view-item.ts';
import { accessIdOf, param, plainRoute, type Route } from './route.ts';

export function viewingRoutes(viewer: Viewer): readonly Route[] {
  return [
    plainRoute({
      method: 'GET',
      path: '/cases/:case/accesses/:access/items/:item',
      action: 'view-item',
      summary: 'One item under an approved access, as it can be shown safely.',
      handle: (room, request) =>
        viewItem(room, viewer, request.actor, { access: accessIdOf(request), item: param(request, 'item') }),
    }),
  ];
}
