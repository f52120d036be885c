// The trail for auditors: searched, verified, and exported whole for who verifies it elsewhere; and what was disposed of.
import { z } from 'zod';
import { theSystem } from '../../core/oversight/access/resource.ts';
import { demand, list, perform } from '../../core/oversight/act.ts';
import { exportTrail } from '../../core/oversight/audit/export-trail.ts';
import { searchTrail } from '../../core/oversight/audit/search-trail.ts';
import { lastVerification, verifyHere } from '../../core/oversight/audit/verify-here.ts';
import type { Disposal } from '../../core/oversight/retention/dispose.ts';
import { day, defined } from './fields.ts';
import { Lines, plainRoute, type Route, route } from './route.ts';

const part = z.string().max(320).optional();

/** `notaryKey`: the public half of what signs checkpoints, in PEM. */
export function auditRoutes(notaryKey: () => Promise<string>): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/audit',
      action: 'search-audit',
      summary: 'Events of a period by who, what and about what; the last thirty days without one.',
      input: z.object({ actor: part, action: part, subject: part, from: day.optional(), until: day.optional() }),
      handle: (room, { actor, body }) => searchTrail(room, actor, defined(body)),
    }),
    plainRoute({
      method: 'GET',
      path: '/audit/export',
      action: 'export-audit',
      summary: 'The whole trail with its signed checkpoints, a line each, for `postern audit verify`.',
      handle: async (room, { actor }) => {
        const act = { action: 'export-audit', resource: theSystem, subject: 'audit' } as const;
        await perform(room, actor, act, async () => ({ changes: [], value: undefined }));
        return new Lines(exportTrail(room.ledger));
      },
    }),
    plainRoute({
      method: 'GET',
      path: '/audit/verification',
      action: 'verify-audit',
      summary: 'What came of verifying the trail the last time somebody asked for it here; null before the first.',
      handle: (room, { actor }) => lastVerification(room, actor),
    }),
    plainRoute({
      method: 'POST',
      path: '/audit/verification',
      action: 'verify-audit',
      summary: 'Reads the whole trail, and checks every event against the signed checkpoints.',
      handle: async (room, { actor }) => verifyHere(room, actor, await notaryKey()),
    }),
    plainRoute({
      method: 'GET',
      path: '/disposals',
      action: 'list-disposals',
      summary: 'Signed records of what was destroyed and when.',
      handle: async (room, { actor }) => {
        demand(room, actor, 'list-disposals', theSystem);
        const found: Disposal[] = [];
        for await (const { value } of list<Disposal>(room.ledger, 'disposal')) found.push(value);
        return found.sort((a, b) => b.at - a.at);
      },
    }),
  ];
}
