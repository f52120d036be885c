// What Corporate Security decides about held mail on facts alone: it goes on, it does not, or it waits again (DESIGN 5a).
import type { HeldItem, LedgerChange } from '../../model/ledger.ts';
import { type OpeningProof, Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { create, NotFound, type Oversight, perform } from '../act.ts';
import type { HouseTerms } from '../house-terms.ts';
import { ownAddresses } from '../own/own-held.ts';
import { refusalNotice } from './refusal-notice.ts';

/** Carries a release out; resolves with the state of each recipient. */
export type Release = (item: string, proof: OpeningProof) => Promise<ReadonlyMap<string, string>>;

/** A release is signed by its decider; a refusal can be taken back while the item is kept. */
export type HeldDecision =
  | { readonly do: 'release'; readonly why: string; readonly proof: Pick<OpeningProof, 'until' | 'signature'> }
  | { readonly do: 'refuse' | 'reopen'; readonly why: string };

/** What was done about an item and why, one record a decision; its id begins with the item's and a slash. */
export interface DecidedHeld {
  readonly item: string;
  readonly do: HeldDecision['do'];
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly why: string;
}

export interface DecidingHeld {
  readonly release: Release;
  readonly terms: HouseTerms;
}

/** Resolves with the state of each recipient after a release. Rejects with Refused; nobody decides about their own mail. */
export async function decideHeld(
  oversight: Oversight,
  actor: Actor,
  id: string,
  decision: HeldDecision,
  deciding: DecidingHeld,
): Promise<Readonly<Record<string, string>>> {
  const item = await oversight.ledger.heldItem(id);
  const resource = { type: 'Held', id, attributes: { exempt: item?.exempt === true } } as const;
  const act = { action: 'decide-held', resource, subject: id, detail: { decision: decision.do } } as const;
  return perform(oversight, actor, act, async (now) => {
    if (item === null) throw new NotFound('item');
    const own = await ownAddresses(oversight, actor);
    const concerned = [item.envelope.mailFrom, ...item.recipients.map(({ address }) => address)];
    if (concerned.some((address) => own.has(address.toLowerCase())))
      throw new Refused('nobody decides about their own mail');
    const decided: DecidedHeld = { item: id, do: decision.do, by: actor.person, at: now, why: decision.why.trim() };
    const kept = create('held-decision', `${id}/${oversight.newId()}`, decided);
    if (decision.do !== 'release')
      return { changes: [...(await changesOf(item, decision.do, oversight, deciding, now)), kept], value: {} };
    // The decider is who is signed in: a proof of somebody else's does not hold.
    const proof = { item: id, purpose: 'release', decider: actor.person, ...decision.proof } as const;
    return { changes: [kept], value: Object.fromEntries(await deciding.release(id, proof)) };
  });
}

async function changesOf(
  item: HeldItem,
  decided: 'refuse' | 'reopen',
  { ledger }: Oversight,
  { terms }: DecidingHeld,
  now: number,
): Promise<readonly LedgerChange[]> {
  const [from, to] = decided === 'refuse' ? (['kept', 'refused'] as const) : (['refused', 'kept'] as const);
  if (item.state !== from || item.class !== 'held') throw new Refused(`this item is ${item.class}, and ${item.state}`);
  const move = { type: 'held-state', item: item.id, from, to } as const;
  if (to === 'kept') return [move];
  const message = await ledger.message({ attempt: item.attempt });
  const notice = await refusalNotice(item, message, terms, now);
  return notice === null ? [move] : [move, { type: 'notice', notice }];
}
