// Suspicions and cases: refer, open, move, authorise.
import { z } from 'zod';
import { theSystem } from '../../core/oversight/access/resource.ts';
import { demand } from '../../core/oversight/act.ts';
import { dayOf } from '../../core/oversight/calendar.ts';
import { type Case, investigatorsOn, purposes } from '../../core/oversight/cases/case.ts';
import {
  caseResource,
  findCase,
  listCases,
  moveCase,
  openCase,
  referSuspicion,
} from '../../core/oversight/cases/move-case.ts';
import { account, day, text } from './fields.ts';
import { param, plainRoute, type Route, route } from './route.ts';

const told = z.object({ yes: z.boolean(), why: text });

const moves = z.discriminatedUnion('move', [
  z.object({ move: z.literal('consult'), whom: text }),
  z.object({ move: z.literal('decline'), why: text }),
  z.object({ move: z.literal('open'), purpose: z.enum(purposes), grounds: text, told }),
  z.object({
    move: z.literal('set-scope'),
    scope: z.object({ addresses: z.array(z.string().max(320)).max(200), from: day, until: day }),
  }),
  z.object({ move: z.literal('set-telling'), told }),
  z.object({ move: z.literal('conclude'), result: z.enum(['unfounded', 'founded', 'inconclusive']), summary: text }),
  z.object({ move: z.literal('inform-director') }),
  z.object({ move: z.literal('refer-on'), to: z.enum(['labour-relations', 'law-enforcement']) }),
  z.object({ move: z.literal('reopen'), why: text }),
  z.object({ move: z.literal('close') }),
]);

export const caseRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/suspicions',
    action: 'refer-suspicion',
    summary: 'A manager refers a suspicion about somebody of their team.',
    input: z.object({ about: account, grounds: text }),
    handle: async (room, { actor, body }) => ({ case: await referSuspicion(room, actor, body) }),
  }),
  plainRoute({
    method: 'GET',
    path: '/suspicions/:case',
    action: 'view-referral',
    summary: 'Where a suspicion stands that this manager referred.',
    handle: async (room, request) => {
      const { value } = await findCase(room, param(request, 'case'));
      demand(room, request.actor, 'view-referral', caseResource(room, value));
      return { case: value.id, state: value.state };
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/cases',
    action: 'list-cases',
    summary: 'Cases; an investigator sees those they are authorised for.',
    handle: async (room, { actor }) => {
      demand(room, actor, 'list-cases', theSystem);
      const all = await listCases(room);
      const today = dayOf(room.clock(), room.zone);
      const leads = actor.deputy || actor.roles.some((role) => role !== 'employee' && role !== 'investigator');
      return all.filter((one) => leads || investigatorsOn(one, today).includes(actor.person)).map(summaryOf);
    },
  }),
  route({
    method: 'POST',
    path: '/cases',
    action: 'open-case',
    summary: 'Corporate Security opens a case.',
    input: z.object({
      purpose: z.enum(['suspected-misuse', 'security-incident', 'classified-disclosure']),
      about: account.nullable(),
      grounds: text,
      told,
      consulted: text.nullable(),
    }),
    handle: async (room, { actor, body }) => ({ case: await openCase(room, actor, body) }),
  }),
  plainRoute({
    method: 'GET',
    path: '/cases/:case',
    action: 'view-case',
    summary: 'One case.',
    handle: async (room, request) => {
      const { value } = await findCase(room, param(request, 'case'));
      demand(room, request.actor, 'view-case', caseResource(room, value));
      return value;
    },
  }),
  route({
    method: 'POST',
    path: '/cases/:case/moves',
    action: 'move-case',
    summary: 'Moves a case: consult, open, set its scope, conclude and so on.',
    input: moves,
    handle: (room, request) => moveCase(room, request.actor, param(request, 'case'), request.body),
  }),
  route({
    method: 'POST',
    path: '/cases/:case/investigators',
    action: 'authorise-investigator',
    summary: 'The chief security officer authorises an investigator by name until a day.',
    input: z.object({ person: account, until: day }),
    handle: (room, request) =>
      moveCase(room, request.actor, param(request, 'case'), { move: 'authorise', ...request.body }),
  }),
  plainRoute({
    method: 'DELETE',
    path: '/cases/:case/investigators/:person',
    action: 'authorise-investigator',
    summary: 'Takes an authorisation back at once, and every access that rests on it.',
    handle: (room, request) =>
      moveCase(room, request.actor, param(request, 'case'), { move: 'withdraw', person: param(request, 'person') }),
  }),
];

function summaryOf({ id, state, purpose, openedAt, investigators }: Case) {
  return { id, state, purpose, openedAt, investigators: investigators.map(({ person, until }) => ({ person, until })) };
}
