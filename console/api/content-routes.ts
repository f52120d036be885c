// Access to retained content: asked for in a case, approved by the chief security officer, taken back.
import { z } from 'zod';
import { outcomes } from '../../core/model/decision.ts';
import { grantChallenge } from '../../core/model/grant.ts';
import { demand, list } from '../../core/oversight/act.ts';
import { type Access, accessPurposes } from '../../core/oversight/cases/access.ts';
import { askAccess } from '../../core/oversight/cases/ask-access.ts';
import { askedItems } from '../../core/oversight/cases/asked-items.ts';
import { approveAccess, grantOf, refuseAccess, revokeAccess } from '../../core/oversight/cases/decide-access.ts';
import { caseResource, findCase } from '../../core/oversight/cases/move-case.ts';
import { searchCase } from '../../core/oversight/cases/search-case.ts';
import { day, defined, text } from './fields.ts';
import { accessIdOf, param, plainRoute, type Route, route } from './route.ts';

const part = z.string().max(320);
const signature = z.string().max(2_000);
const approver = z.string().max(64);

const proof = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('key'), approver, signature }),
  z.object({
    kind: z.literal('passkey'),
    approver,
    authenticatorData: signature,
    clientData: z.string().max(4_000),
    signature,
  }),
]);

export const contentRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/cases/:case/search',
    action: 'search-case',
    summary: 'Searches facts of mail within what the case covers.',
    input: z.object({
      sender: part.optional(),
      recipient: part.optional(),
      rule: part.optional(),
      outcome: z.enum(outcomes).optional(),
      from: day.optional(),
      until: day.optional(),
    }),
    handle: (room, request) => searchCase(room, request.actor, param(request, 'case'), defined(request.body)),
  }),
  route({
    method: 'POST',
    path: '/cases/:case/accesses',
    action: 'ask-access',
    summary: 'Asks for access to named items.',
    input: z.object({
      items: z.array(z.string().max(64)).min(1).max(200),
      purpose: z.enum(accessPurposes),
      why: text,
      until: day,
    }),
    handle: async (room, request) =>
      withChallenge(await askAccess(room, request.actor, param(request, 'case'), request.body)),
  }),
  plainRoute({
    method: 'GET',
    path: '/cases/:case/accesses',
    action: 'view-case',
    summary: 'What was asked for in a case, and what became of it.',
    handle: async (room, request) => {
      const { id, value } = await findCase(room, param(request, 'case'));
      demand(room, request.actor, 'view-case', caseResource(room, value));
      const found: object[] = [];
      for await (const access of list<Access>(room.ledger, 'access', `${id}/`)) found.push(withChallenge(access.value));
      return found;
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/cases/:case/accesses/:access/items',
    action: 'view-case',
    summary: 'Facts of the items that were asked for.',
    handle: (room, request) => askedItems(room, request.actor, accessIdOf(request)),
  }),
  route({
    method: 'POST',
    path: '/cases/:case/accesses/:access/approval',
    action: 'decide-access',
    summary: 'The chief security officer or a deputy approves, by a proof of their own over the challenge.',
    input: z.object({ why: text, proof }),
    handle: (room, request) => approveAccess(room, request.actor, accessIdOf(request), request.body),
  }),
  route({
    method: 'POST',
    path: '/cases/:case/accesses/:access/refusal',
    action: 'decide-access',
    summary: 'Refuses access, with the reason.',
    input: z.object({ why: text }),
    handle: (room, request) => refuseAccess(room, request.actor, accessIdOf(request), request.body.why),
  }),
  route({
    method: 'POST',
    path: '/cases/:case/accesses/:access/revocation',
    action: 'revoke-access',
    summary: 'Takes access back at once.',
    input: z.object({ why: text }),
    handle: (room, request) => revokeAccess(room, request.actor, accessIdOf(request), request.body.why),
  }),
];

/** What the approver's key or passkey signs, in base64url. */
function withChallenge(access: Access): object {
  return { ...access, challenge: grantChallenge(grantOf(access)).toString('base64url') };
}
