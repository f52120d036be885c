// Findings that somebody says are wrong: reported beside one's own mail or in the viewer, decided by security.
import { z } from 'zod';
import {
  decideWrongFinding,
  listOwnWrongFindings,
  listWrongFindings,
  ownFindingKinds,
  reportOwnFinding,
  reportReadFinding,
} from '../../core/oversight/wrong-findings.ts';
import { kinds } from '../../core/rulebook/shapes/text.ts';
import { reason, text } from './fields.ts';
import { accessIdOf, param, plainRoute, type Route, route } from './route.ts';

const rule = z.string().max(200);

export const findingRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/me/held/:item/finding-kinds',
    action: 'report-finding',
    summary: 'Kinds of what was found in a message of one’s own.',
    handle: (room, request) => ownFindingKinds(room, request.actor, param(request, 'item')),
  }),
  route({
    method: 'POST',
    path: '/me/held/:item/wrong-findings',
    action: 'report-finding',
    summary: 'Says that what was found in a message of one’s own is not there.',
    input: z.object({ kind: z.enum(kinds), why: text }),
    handle: (room, request) => reportOwnFinding(room, request.actor, param(request, 'item'), request.body),
  }),
  plainRoute({
    method: 'GET',
    path: '/me/wrong-findings',
    action: 'report-finding',
    summary: 'Findings one reported as wrong, and what became of it; of one’s own mail without the names of rules.',
    handle: async (room, { actor }) => {
      const found = await listOwnWrongFindings(room, actor);
      return found.map(({ item, kind, at, why, state, decision }) => ({ item, kind, at, why, state, decision }));
    },
  }),
  route({
    method: 'POST',
    path: '/cases/:case/accesses/:access/items/:item/wrong-findings',
    action: 'dispute-finding',
    summary: 'An investigator says that what a rule found in a message they read is not there.',
    input: z.object({ rule, why: text }),
    handle: (room, request) =>
      reportReadFinding(
        room,
        request.actor,
        { access: accessIdOf(request), item: param(request, 'item') },
        request.body,
      ),
  }),
  route({
    method: 'GET',
    path: '/wrong-findings',
    action: 'list-wrong-findings',
    summary: 'Findings that somebody said are wrong, newest first.',
    input: z.object({ rule: rule.optional() }),
    handle: (room, { actor, body }) => listWrongFindings(room, actor, body.rule),
  }),
  route({
    method: 'POST',
    path: '/wrong-findings/:item/:report/decision',
    action: 'decide-wrong-finding',
    summary: 'Confirms that a finding was wrong, or says that it was right.',
    input: z.object({ confirm: z.boolean(), why: reason }),
    handle: (room, request) =>
      decideWrongFinding(room, request.actor, `${param(request, 'item')}/${param(request, 'report')}`, request.body),
  }),
];
