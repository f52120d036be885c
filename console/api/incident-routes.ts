// Incidents and breaches: reported by anybody, led by corporate security.
import { z } from 'zod';
import { severities } from '../../core/model/finding.ts';
import { theSystem } from '../../core/oversight/access/resource.ts';
import { demand, NotFound } from '../../core/oversight/act.ts';
import type { HouseTerms } from '../../core/oversight/house-terms.ts';
import { draftsFor } from '../../core/oversight/incidents/breach-drafts.ts';
import { incidentKinds, levels, recipientsOfNotification } from '../../core/oversight/incidents/incident.ts';
import { listIncidents, moveIncident, viewIncident } from '../../core/oversight/incidents/move-incident.ts';
import { openIncident, reportIncident } from '../../core/oversight/incidents/open-incident.ts';
import { repeatOffenders } from '../../core/oversight/incidents/repeated-attempts.ts';
import { day, reason, text } from './fields.ts';
import { param, plainRoute, type Route, route } from './route.ts';

const moves = z.discriminatedUnion('move', [
  z.object({ move: z.literal('contain'), why: reason }),
  z.object({
    move: z.literal('assess'),
    why: text.default(''),
    discovered: day,
    information: z.string().max(500),
    people: z.number().int().min(0).nullable(),
    sensitivity: z.enum(levels),
    likelihood: z.enum(levels),
    material: z.boolean().nullable().default(null),
  }),
  z.object({ move: z.literal('notified'), to: z.enum(recipientsOfNotification), why: text.default('') }),
  z.object({ move: z.literal('close'), why: reason }),
]);

export function incidentRoutes(terms: HouseTerms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/me/incidents',
      action: 'report-incident',
      summary: 'Reports what one noticed to security, which hears of it at once.',
      input: z.object({ summary: text }),
      handle: async (room, { actor, body }) => ({ incident: await reportIncident(room, actor, body.summary, terms) }),
    }),
    route({
      method: 'GET',
      path: '/incidents',
      action: 'list-incidents',
      summary: 'Incidents with their breaches and deadlines, newest first.',
      input: z.object({ kind: z.enum(incidentKinds).optional() }),
      handle: (room, { actor, body }) => listIncidents(room, actor, body.kind),
    }),
    route({
      method: 'POST',
      path: '/incidents',
      action: 'move-incident',
      summary: 'Opens an incident.',
      input: z.object({
        kind: z.enum(incidentKinds),
        severity: z.enum(severities),
        about: z.string().max(254),
        summary: text,
      }),
      handle: (room, { actor, body }) => openIncident(room, actor, body, terms),
    }),
    plainRoute({
      method: 'GET',
      path: '/incidents/:incident',
      action: 'list-incidents',
      summary: 'One incident.',
      handle: (room, request) => viewIncident(room, request.actor, param(request, 'incident')),
    }),
    route({
      method: 'POST',
      path: '/incidents/:incident/moves',
      action: 'move-incident',
      summary: 'Contains, assesses as a breach, records a notification, or closes.',
      input: moves,
      handle: (room, request) => moveIncident(room, request.actor, param(request, 'incident'), request.body),
    }),
    plainRoute({
      method: 'GET',
      path: '/incidents/:incident/drafts/:to',
      action: 'list-incidents',
      summary: 'The draft of a notification that is due, in English and French.',
      handle: async (room, request) => {
        const incident = await viewIncident(room, request.actor, param(request, 'incident'));
        const to = recipientsOfNotification.find((name) => name === param(request, 'to'));
        if (to === undefined) throw new NotFound('notification');
        return draftsFor(incident, to, terms.organisation);
      },
    }),
    plainRoute({
      method: 'GET',
      path: '/repeat-offenders',
      action: 'list-incidents',
      summary: 'Senders of ours who were stopped again and again, and what was blocked in the last 30 days.',
      handle: (room, { actor }) => {
        demand(room, actor, 'list-incidents', theSystem);
        return repeatOffenders(room.ledger, room.clock());
      },
    }),
  ];
}
