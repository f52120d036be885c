// Requests of law: opened as cases, and what they cover kept from disposal.
import { z } from 'zod';
import { theSystem } from '../../core/oversight/access/resource.ts';
import { demand } from '../../core/oversight/act.ts';
import { lawPurposes } from '../../core/oversight/cases/case.ts';
import { listCases, openCase } from '../../core/oversight/cases/move-case.ts';
import { liftLegalHold, listLegalHolds, placeLegalHold } from '../../core/oversight/retention/legal-hold.ts';
import { account, address, day, reason, text } from './fields.ts';
import { param, plainRoute, type Route, route } from './route.ts';

export const requestRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/requests',
    action: 'keep-requests',
    summary: 'Opens a request of law, which the access officer who opens it leads.',
    input: z.object({
      purpose: z.enum(['access-to-information', 'privacy-request', 'legal-request']),
      about: account.nullable().default(null),
      grounds: text,
      told: z.object({ yes: z.boolean(), why: text }).default({ yes: true, why: '' }),
    }),
    handle: async (room, { actor, body }) => ({ case: await openCase(room, actor, { ...body, consulted: null }) }),
  }),
  plainRoute({
    method: 'GET',
    path: '/requests',
    action: 'keep-requests',
    summary: 'Requests of law and where they stand.',
    handle: async (room, { actor }) => {
      demand(room, actor, 'keep-requests', theSystem);
      const all = await listCases(room);
      return all
        .filter(({ purpose }) => lawPurposes.includes(purpose))
        .map(({ id, state, purpose, officer, openedAt }) => ({ id, state, purpose, officer, openedAt }));
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/holds',
    action: 'keep-requests',
    summary: 'Legal holds, lifted ones too.',
    handle: async (room, { actor }) => {
      demand(room, actor, 'keep-requests', theSystem);
      return listLegalHolds(room.ledger);
    },
  }),
  route({
    method: 'POST',
    path: '/requests/:case/holds',
    action: 'hold-legally',
    summary: 'Keeps the mail of addresses from disposal until the hold is lifted.',
    input: z.object({
      addresses: z.array(address).min(1).max(200),
      from: day.nullable().default(null),
      until: day.nullable().default(null),
    }),
    handle: async (room, request) => ({
      hold: await placeLegalHold(room, request.actor, param(request, 'case'), request.body),
    }),
  }),
  route({
    method: 'POST',
    path: '/holds/:hold/lift',
    action: 'hold-legally',
    summary: 'Lifts a legal hold, with the reason.',
    input: z.object({ why: reason }),
    handle: (room, request) => liftLegalHold(room, request.actor, param(request, 'hold'), request.body.why),
  }),
];
