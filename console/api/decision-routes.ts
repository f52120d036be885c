// What people ask for and others decide: exceptions and appeals; and the facts of held mail (DESIGN 5a).
import { z } from 'zod';
import { heldStates } from '../../core/model/held-state.ts';
import { decideAppeal, listAppeals } from '../../core/oversight/appeals.ts';
import { endOf } from '../../core/oversight/calendar.ts';
import { decideException, listExceptions } from '../../core/oversight/exceptions.ts';
import { heldFacts } from '../../core/oversight/monitoring/held-facts.ts';
import { heldHistory } from '../../core/oversight/monitoring/held-history.ts';
import { countHeldReasons, listHeld } from '../../core/oversight/monitoring/held-queue.ts';
import { address, day, defined, reason } from './fields.ts';
import { param, plainRoute, type Route, route } from './route.ts';

const heldClass = z.enum(['held', 'blocked', 'stripped-original']);

export const decisionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/held',
    action: 'list-held',
    summary:
      'Held, blocked and stripped mail as facts, newest first; `next` of the answer is `after` of the next page.',
    input: z.object({
      class: heldClass.optional(),
      state: z.enum(heldStates).optional(),
      party: address.optional(),
      reason: z.string().max(200).optional(),
      from: day.optional(),
      until: day.optional(),
      after: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(500).optional(),
    }),
    handle: (room, { actor, body }) => listHeld(room, actor, defined(body)),
  }),
  route({
    method: 'GET',
    path: '/held-reasons',
    action: 'list-held',
    summary: 'How many kept items each clause stopped, most first.',
    input: z.object({ class: heldClass.default('held') }),
    handle: (room, { actor, body }) => countHeldReasons(room, actor, body.class),
  }),
  plainRoute({
    method: 'GET',
    path: '/held/:item',
    action: 'view-held',
    summary: 'One held item: findings, part tree and coverage, never content.',
    handle: (room, request) => heldFacts(room, request.actor, param(request, 'item')),
  }),
  plainRoute({
    method: 'GET',
    path: '/held/:item/history',
    action: 'view-held',
    summary: 'What people asked, decided and did about one held item, and who read it, oldest first.',
    handle: (room, request) => heldHistory(room, request.actor, param(request, 'item')),
  }),
  plainRoute({
    method: 'GET',
    path: '/exceptions',
    action: 'list-exceptions',
    summary: 'Exceptions that were asked for.',
    handle: (room, { actor }) => Array.fromAsync(listExceptions(room, actor)),
  }),
  route({
    method: 'POST',
    path: '/exceptions/:sender/:exception/decision',
    action: 'decide-exception',
    summary: 'Grants an exception until a day, that day included, or refuses it.',
    input: z.discriminatedUnion('grant', [
      z.object({ grant: z.literal(true), until: day, why: reason }),
      z.object({ grant: z.literal(false), why: reason }),
    ]),
    handle: (room, request) => {
      const id = `${param(request, 'sender')}/${param(request, 'exception')}`;
      const { body } = request;
      const answer = body.grant ? { ...body, until: endOf(body.until, room.zone) - 1 } : body;
      return decideException(room, request.actor, id, answer);
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/appeals',
    action: 'list-appeals',
    summary: 'Appeals, and what became of them.',
    handle: (room, { actor }) => Array.fromAsync(listAppeals(room, actor)),
  }),
  route({
    method: 'POST',
    path: '/appeals/:appeal/decision',
    action: 'decide-appeal',
    summary: 'Records what the body decided.',
    input: z.object({ uphold: z.boolean(), why: reason }),
    handle: (room, request) => decideAppeal(room, request.actor, param(request, 'appeal'), request.body),
  }),
];
