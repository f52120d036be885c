// People from Human Resources, and shared mailboxes with who answers for them.
import { z } from 'zod';
import { importPeople } from '../../core/oversight/people/import-people.ts';
import { endMailbox, keepMailbox, listMailboxes } from '../../core/oversight/people/mailboxes.ts';
import { account, address } from './fields.ts';
import { param, plainRoute, type Route, route } from './route.ts';

/** `sharedMailboxes`: those of the organisation file, address to owner. */
export function peopleRoutes(sharedMailboxes: Readonly<Record<string, string>>): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/people/import',
      action: 'import-people',
      summary: 'Takes over an export from Human Resources; a large one goes by the command line.',
      input: z.object({
        csv: z.string().max(200_000),
        partial: z.boolean().default(false),
        complete: z.boolean().default(false),
      }),
      handle: (room, { actor, body: { csv, ...options } }) => importPeople(room, actor, [csv], options),
    }),
    plainRoute({
      method: 'GET',
      path: '/mailboxes',
      action: 'keep-mailboxes',
      summary: 'Shared mailboxes, who answers for each, and which are due for review.',
      handle: (room, { actor }) => listMailboxes(room, actor, sharedMailboxes),
    }),
    route({
      method: 'POST',
      path: '/mailboxes',
      action: 'keep-mailboxes',
      summary: 'Names who answers for a shared mailbox, or reviews it.',
      input: z.object({ address, owner: account }),
      handle: (room, { actor, body }) => keepMailbox(room, actor, body),
    }),
    plainRoute({
      method: 'DELETE',
      path: '/mailboxes/:address',
      action: 'keep-mailboxes',
      summary: 'A mailbox is shared no longer.',
      handle: (room, request) => endMailbox(room, request.actor, param(request, 'address')),
    }),
  ];
}
