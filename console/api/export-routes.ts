// The export of a request of law, under an approved access.
import { z } from 'zod';
import { type ExportOptions, exportItems } from '../../core/oversight/requests/export-items.ts';
import type { Viewer } from '../../core/oversight/viewing/view-item.ts';
import type { Notary } from '../../core/ports.ts';
import { reason } from './fields.ts';
import { accessIdOf, type Route, route } from './route.ts';

const place = z.number().int().nonnegative();
const span = z.object({ text: place, offset: place.optional(), length: place.optional(), why: reason });
const redactions = z
  .array(z.object({ item: z.string().max(64), spans: z.array(span).max(1_000) }))
  .max(200)
  .default([]);

export function exportRoutes(deps: { readonly viewer: Viewer; readonly notary: Notary }): readonly Route[] {
  return [
    route<ExportOptions>({
      method: 'POST',
      path: '/cases/:case/accesses/:access/export',
      action: 'export-items',
      summary: 'Originals, redacted copies, index and chain of custody as one signed ZIP file.',
      input: z.object({ texts: z.boolean().default(false), redactions }),
      handle: (room, request) => exportItems({ ...room, ...deps }, request.actor, accessIdOf(request), request.body),
    }),
  ];
}
