// Retained mail opened under an approved access: shown to one investigator, as it came, or exported for a request of
// law.
import { z } from 'zod';
import type { ExportOptions } from '../../core/oversight/requests/export-items.ts';
import type { PageAsked } from '../../core/oversight/viewing/page-picture.ts';
import type { ReadingDesk } from '../../core/oversight/viewing/reading-desk.ts';
import { reason } from './fields.ts';
import { accessIdOf, Png, param, plainRoute, type Request, type Route, route } from './route.ts';

const place = z.number().int().nonnegative();
const span = z.object({ text: place, offset: place.optional(), length: place.optional(), why: reason });
const redactions = z
  .array(z.object({ item: z.string().max(64), spans: z.array(span).max(1_000) }))
  .max(200)
  .default([]);

export function readingRoutes(desk: ReadingDesk): readonly Route[] {
  return [
    plainRoute({
      method: 'GET',
      path: '/cases/:case/accesses/:access/items/:item',
      action: 'view-item',
      summary: 'One item under an approved access, as it can be shown safely.',
      handle: (_room, request) => desk.view(request.actor, itemOf(request)),
    }),
    route<PageAsked>({
      method: 'GET',
      path: '/cases/:case/accesses/:access/items/:item/picture',
      action: 'view-item',
      summary: 'One page of an attachment, drawn as PNG: pages of PDF files and pictures.',
      input: z.object({ part: z.string().max(4_096), page: z.coerce.number().int().min(1).max(1_000).default(1) }),
      handle: async (_room, request) =>
        new Png(await desk.picture(request.actor, { ...itemOf(request), ...request.body })),
    }),
    plainRoute({
      method: 'GET',
      path: '/cases/:case/accesses/:access/items/:item/original',
      action: 'view-original',
      summary: 'The message as it came, under an approval for the original.',
      handle: (_room, request) => desk.original(request.actor, itemOf(request)),
    }),
    route<ExportOptions>({
      method: 'POST',
      path: '/cases/:case/accesses/:access/export',
      action: 'export-items',
      summary: 'Originals, redacted copies, index and chain of custody as one signed ZIP file.',
      input: z.object({ texts: z.boolean().default(false), redactions }),
      handle: (_room, request) => desk.export(request.actor, accessIdOf(request), request.body),
    }),
  ];
}

function itemOf(request: Pick<Request<unknown>, 'params'>) {
  return { access: accessIdOf(request), item: param(request, 'item') };
}
