// What becomes of held mail: decided on facts by corporate security, a release by a proof that the key service checks itself
// (DESIGN 5a).
import { z } from 'zod';
import { Forbidden } from '../../core/oversight/act.ts';
import { type DecidingHeld, decideHeld, type HeldDecision } from '../../core/oversight/monitoring/decide-held.ts';
import { Refused } from '../../core/ports.ts';
import { reason } from './fields.ts';
import { param, type Route, route } from './route.ts';

const proof = z.object({ until: z.number().int(), signature: z.string().max(200) });
const item = z.string().max(64);
/** One page of the queue. */
const mostItems = 200;

const bulk = z.discriminatedUnion('do', [
  z.object({ do: z.literal('release'), why: reason, items: z.array(z.object({ item, proof })).min(1).max(mostItems) }),
  z.object({ do: z.enum(['refuse', 'reopen']), why: reason, items: z.array(z.object({ item })).min(1).max(mostItems) }),
]);

/** What became of one of many. */
export interface DecidedItem {
  readonly item: string;
  /** Of each recipient, after a release; null when it was not done. */
  readonly states: Readonly<Record<string, string>> | null;
  /** Why it was not done; null when it was. */
  readonly refused: string | null;
}

export function releaseRoutes(deciding: DecidingHeld): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/held/:item/release',
      action: 'decide-held',
      summary: 'Corporate Security lets a held message go on, by their own signature over item and time.',
      input: z.object({ why: reason, proof }),
      handle: (room, request) =>
        decideHeld(room, request.actor, param(request, 'item'), { do: 'release', ...request.body }, deciding),
    }),
    route({
      method: 'POST',
      path: '/held-decisions',
      action: 'decide-held',
      summary: 'Decides about many held messages: each by itself, once, with an event of its own.',
      input: bulk,
      handle: async (room, { actor, body }) => {
        const decided: DecidedItem[] = [];
        for (const [id, decision] of decisionsOf(body)) {
          try {
            const states = await decideHeld(room, actor, id, decision, deciding);
            decided.push({ item: id, states, refused: null });
          } catch (cause) {
            if (!(cause instanceof Refused) || cause instanceof Forbidden) throw cause;
            decided.push({ item: id, states: null, refused: cause.message });
          }
        }
        return decided;
      },
    }),
  ];
}

/** An item named twice is decided once. */
function decisionsOf(body: z.infer<typeof bulk>): ReadonlyMap<string, HeldDecision> {
  if (body.do !== 'release') return new Map(body.items.map(({ item }) => [item, { do: body.do, why: body.why }]));
  return new Map(body.items.map(({ item, proof }) => [item, { do: 'release', why: body.why, proof }]));
}
