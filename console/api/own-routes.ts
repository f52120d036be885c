// One's own affairs: held mail and whether it was read, exceptions, appeals.
import { z } from 'zod';
import { lodgeAppeal } from '../../core/oversight/appeals.ts';
import { askOwnException, listOwnAppeals, listOwnExceptions } from '../../core/oversight/own/own-asks.ts';
import { listOwnHeld } from '../../core/oversight/own/own-held.ts';
import { address, text } from './fields.ts';
import { plainRoute, type Route, route } from './route.ts';

/** `body`: who decides appeals, as the organisation names it. */
export function ownRoutes(body: string): readonly Route[] {
  return [
    plainRoute({
      method: 'GET',
      path: '/me/held',
      action: 'list-own-held',
      summary: 'One’s own held mail as facts, and whether it was read.',
      handle: (room, { actor }) => listOwnHeld(room, actor),
    }),
    plainRoute({
      method: 'GET',
      path: '/me/exceptions',
      action: 'ask-exception',
      summary: 'Exceptions for one’s own addresses, and what became of them.',
      handle: (room, { actor }) => listOwnExceptions(room, actor),
    }),
    route({
      method: 'POST',
      path: '/me/exceptions',
      action: 'ask-exception',
      summary: 'Asks for a one-time exception, with the business reason.',
      input: z.object({
        sender: address.optional(),
        recipient: address,
        clause: z.string().max(200).nullable().default(null),
        why: text,
      }),
      handle: (room, { actor, body: asked }) => askOwnException(room, actor, asked),
    }),
    plainRoute({
      method: 'GET',
      path: '/me/appeals',
      action: 'appeal',
      summary: 'Appeals one has lodged, and what became of them.',
      handle: (room, { actor }) => listOwnAppeals(room, actor),
    }),
    route({
      method: 'POST',
      path: '/me/appeals',
      action: 'appeal',
      summary: 'Appeals against a block or refusal to the body that the organisation names.',
      input: z.object({ against: z.string().max(200), why: text }),
      handle: (room, { actor, body: lodged }) => lodgeAppeal(room, actor, { ...lodged, body }),
    }),
  ];
}
