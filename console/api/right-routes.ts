// Who holds which right: given, ended, listed with those nobody needed.
import { z } from 'zod';
import { personResource, theSystem } from '../../core/oversight/access/resource.ts';
import { demand, find, list } from '../../core/oversight/act.ts';
import { type Person, rightRoles } from '../../core/oversight/people/person.ts';
import { endRight, giveRight, listRights } from '../../core/oversight/people/rights.ts';
import { account, day, reason } from './fields.ts';
import { param, plainRoute, type Route, route } from './route.ts';

export const rightRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/me',
    action: 'view-self',
    summary: 'Who is signed in, and what they may do.',
    handle: async (room, { actor }) => {
      demand(room, actor, 'view-self', personResource({ id: actor.person, manager: null }));
      const person = await find<Person>(room.ledger, 'person', actor.person);
      return { person: person?.value ?? null, roles: actor.roles, deputy: actor.deputy };
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/people',
    action: 'list-people',
    summary: 'Everybody whom the organisation has told of.',
    handle: async (room, { actor }) => {
      demand(room, actor, 'list-people', theSystem);
      const people: Person[] = [];
      for await (const { value } of list<Person>(room.ledger, 'person')) people.push(value);
      return people;
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/rights',
    action: 'list-rights',
    summary: 'Rights that run or will, and which of them nobody needed for months.',
    handle: async (room, { actor }) => {
      demand(room, actor, 'list-rights', theSystem);
      return listRights(room);
    },
  }),
  route({
    method: 'POST',
    path: '/rights',
    action: 'give-right',
    summary: 'Gives a right for a period.',
    input: z.object({ person: account, role: z.enum(rightRoles), from: day, until: day }),
    handle: (room, { actor, body }) => giveRight(room, actor, body),
  }),
  route({
    method: 'POST',
    path: '/rights/:person/:role/end',
    action: 'end-right',
    summary: 'Ends a right at once.',
    input: z.object({ why: reason }),
    handle: (room, request) => {
      const role = z.enum(rightRoles).catch('investigator').parse(param(request, 'role'));
      return endRight(room, request.actor, { person: param(request, 'person'), role, why: request.body.why });
    },
  }),
];
