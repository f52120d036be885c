// Operational monitoring: health and counts, of nobody in particular.
import { z } from 'zod';
import { theSystem } from '../../core/oversight/access/resource.ts';
import { demand } from '../../core/oversight/act.ts';
import { viewCounts } from '../../core/oversight/monitoring/counts.ts';
import { day } from './fields.ts';
import { plainRoute, type Route, route } from './route.ts';

/** What the installation says of itself: states and numbers. */
export type Health = () => Promise<Readonly<Record<string, string | number | boolean>>>;

export function operationRoutes(health: Health): readonly Route[] {
  return [
    plainRoute({
      method: 'GET',
      path: '/operations/health',
      action: 'view-health',
      summary: 'Whether everything works that the installation needs.',
      handle: async (room, { actor }) => {
        demand(room, actor, 'view-health', theSystem);
        return health();
      },
    }),
    route({
      method: 'GET',
      path: '/operations/counts',
      action: 'view-counts',
      summary: 'How many messages met which outcome since a day.',
      input: z.object({ since: day.optional() }),
      handle: (room, { actor, body }) => viewCounts(room, actor, body.since),
    }),
  ];
}
