// Sender blocks: managers ask and see where each stands, corporate security decides; reports of unwanted
// mail that lead to them.
import { z } from 'zod';
import { blockScopes } from '../../core/model/sender-block.ts';
import { askBlock, previewBlock, withdrawBlock } from '../../core/oversight/blocks/ask-block.ts';
import { decideBlock, listBlocks, listOwnBlocks } from '../../core/oversight/blocks/decide-block.ts';
import {
  dismissReport,
  listOwnReports,
  listTeamReports,
  reportUnwanted,
} from '../../core/oversight/blocks/unwanted.ts';
import type { HouseTerms } from '../../core/oversight/house-terms.ts';
import { address, day, reason, text } from './fields.ts';
import { param, plainRoute, type Request, type Route, route } from './route.ts';

const domain = z.string().max(254);
const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('address'), address }),
  z.object({ kind: z.literal('domain'), domain }),
  z.object({ kind: z.literal('name'), name: z.string().max(200), domain }),
  z.object({ kind: z.literal('pattern'), pattern: z.string().max(254) }),
]);
const scope = z.enum(blockScopes);

const decision = z.discriminatedUnion('do', [
  z.object({ do: z.literal('approve'), until: day, why: reason }),
  z.object({ do: z.literal('refuse'), why: reason }),
  z.object({ do: z.literal('review'), until: day, why: reason }),
  z.object({ do: z.literal('undo'), why: reason }),
]);

export function blockRoutes(terms: HouseTerms): readonly Route[] {
  return [...managersRoutes(terms), ...decidersRoutes(terms), ...reportRoutes(terms)];
}

function managersRoutes(terms: HouseTerms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/me/sender-blocks/preview',
      action: 'ask-sender-block',
      summary: 'Whether a sender can be blocked, or what it would have stopped in the last 30 days, as counts.',
      input: z.object({ target, scope }),
      handle: (room, { actor, body }) => previewBlock(room, actor, body, terms),
    }),
    route({
      method: 'POST',
      path: '/me/sender-blocks',
      action: 'ask-sender-block',
      summary: 'A manager asks for a sender to be blocked; what cannot be blocked is refused at once.',
      input: z.object({ target, scope, why: text, report: z.string().max(200).nullable().default(null) }),
      handle: (room, { actor, body }) => askBlock(room, actor, body, terms),
    }),
    plainRoute({
      method: 'GET',
      path: '/me/sender-blocks',
      action: 'ask-sender-block',
      summary: 'What one asked for, and where each request stands.',
      handle: (room, { actor }) => listOwnBlocks(room, actor),
    }),
    plainRoute({
      method: 'POST',
      path: '/me/sender-blocks/:block/withdrawal',
      action: 'ask-sender-block',
      summary: 'Takes one’s own request back, or the block that came of it.',
      handle: (room, request) =>
        withdrawBlock(room, request.actor, `${request.actor.person}/${param(request, 'block')}`),
    }),
  ];
}

function decidersRoutes(terms: HouseTerms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/sender-blocks',
      action: 'list-sender-blocks',
      summary: 'Requests and blocks, newest first.',
      input: z.object({ state: z.enum(['requested', 'approved', 'refused', 'undone', 'expired']).optional() }),
      handle: (room, { actor, body }) => listBlocks(room, actor, body.state),
    }),
    route({
      method: 'POST',
      path: '/sender-blocks/:requester/:block/decision',
      action: 'decide-sender-block',
      summary: 'Approves until a day, that day included; refuses; reviews; undoes. Nobody decides what they asked for.',
      input: decision,
      handle: (room, request) => decideBlock(room, request.actor, blockId(request), request.body, terms),
    }),
  ];
}

function reportRoutes(terms: HouseTerms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/me/unwanted',
      action: 'report-unwanted',
      summary: 'Reports an unwanted message to whoever one answers to.',
      input: z.object({ sender: address, why: text }),
      handle: (room, { actor, body }) => reportUnwanted(room, actor, body, terms),
    }),
    plainRoute({
      method: 'GET',
      path: '/me/unwanted',
      action: 'report-unwanted',
      summary: 'One’s own reports, and what became of them.',
      handle: (room, { actor }) => listOwnReports(room, actor),
    }),
    plainRoute({
      method: 'GET',
      path: '/me/team/unwanted',
      action: 'ask-sender-block',
      summary: 'Reports by people who answer to this manager.',
      handle: (room, { actor }) => listTeamReports(room, actor),
    }),
    route({
      method: 'POST',
      path: '/me/team/unwanted/:reporter/:report/dismissal',
      action: 'ask-sender-block',
      summary: 'Answers a report without a block.',
      input: z.object({ answer: reason }),
      handle: (room, request) => {
        const { actor, body } = request;
        const id = `${actor.person}/${param(request, 'reporter')}/${param(request, 'report')}`;
        return dismissReport(room, actor, id, body.answer);
      },
    }),
  ];
}

function blockId(request: Request<unknown>): string {
  return `${param(request, 'requester')}/${param(request, 'block')}`;
}
