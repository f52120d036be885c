// Letting held mail go on: decided on facts by corporate security, by a proof that the key service checks itself (DESIGN 5a).
import { z } from 'zod';
import { NotFound, perform } from '../../core/oversight/act.ts';
import { type OpeningProof, Refused } from '../../core/ports.ts';
import { param, type Route, route } from './route.ts';

/** Carries a release out; resolves with the state of each recipient. */
export type Release = (item: string, proof: OpeningProof) => Promise<ReadonlyMap<string, string>>;

export function releaseRoutes(release: Release): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/held/:item/release',
      action: 'decide-held',
      summary: 'Corporate Security lets a held message go on, by their own signature over item and time.',
      input: z.object({
        why: z.string().min(3).max(4_000),
        proof: z.object({ until: z.number().int(), signature: z.string().max(200) }),
      }),
      handle: async (room, request) => {
        const { actor, body } = request;
        const id = param(request, 'item');
        const item = await room.ledger.heldItem(id);
        const resource = { type: 'Held', id, attributes: { exempt: item?.exempt === true } } as const;
        const act = { action: 'decide-held', resource, subject: id, detail: { decision: 'release' } } as const;
        return perform(room, actor, act, async () => {
          if (item === null) throw new NotFound('item');
          const concerned = [item.envelope.mailFrom, ...item.recipients.map(({ address }) => address)];
          if (await isOneOf(room, actor.person, concerned)) throw new Refused('nobody decides about their own mail');
          // The decider is who is signed in: a proof of somebody else's does not hold.
          const proof = { item: id, purpose: 'release', decider: actor.person, ...body.proof } as const;
          const states = await release(id, proof);
          return { changes: [], value: Object.fromEntries(states) };
        });
      },
    }),
  ];
}

async function isOneOf(
  { ledger }: Parameters<Route['handle']>[0],
  person: string,
  addresses: readonly string[],
): Promise<boolean> {
  const found = await ledger.record('person', person);
  const own = (found?.value as { readonly addresses?: readonly string[] } | undefined)?.addresses ?? [];
  return addresses.some((address) => own.includes(address.toLowerCase()));
}
