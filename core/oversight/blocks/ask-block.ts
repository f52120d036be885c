// A manager asks for a sender to be blocked, sees what it would stop, and may take the request back.
import { type BlockPreview, type BlockTarget, blockStateAt, type SenderBlock } from '../../model/sender-block.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { selfResource } from '../access/resource.ts';
import { create, demand, find, list, NotFound, type Oversight, perform, write } from '../act.ts';
import type { HouseTerms } from '../house-terms.ts';
import { noticesOfBlock } from './block-notices.ts';
import { normalTarget, refusalOf, type TargetRefusal, wordsOfTarget } from './block-target.ts';
import { previewOf } from './preview.ts';
import { takeBlocksTurn } from './sender-blocks.ts';
import { addressesOf, everybody, teamOf } from './team.ts';
import { answeredByBlock } from './unwanted.ts';

export interface AskedBlock extends Pick<SenderBlock, 'target' | 'scope'> {
  readonly why: string;
  /** Report of an employee that it answers; null when there is none. */
  readonly report: string | null;
}

/** Either why it cannot be blocked, or what it would have stopped. */
export type PreviewedBlock =
  | { readonly target: BlockTarget; readonly refusal: TargetRefusal }
  | { readonly target: BlockTarget; readonly refusal: null; readonly preview: BlockPreview };

type Asked = Pick<AskedBlock, 'target' | 'scope'>;

export async function previewBlock(
  oversight: Oversight,
  actor: Actor,
  { target, scope }: Asked,
  terms: HouseTerms,
): Promise<PreviewedBlock> {
  demand(oversight, actor, 'ask-sender-block', selfResource(actor));
  const wanted = normalTarget(target);
  const refusal = refusalOf(wanted, terms);
  if (refusal !== null) return { target: wanted, refusal };
  const preview = await previewed({ target: wanted, scope }, oversight, actor, oversight.clock());
  return { target: wanted, refusal, preview };
}

async function previewed(
  { target, scope }: Asked,
  { ledger }: Oversight,
  { person, roles }: Actor,
  now: number,
): Promise<BlockPreview> {
  const people = scope === 'organisation' ? new Map() : await everybody(ledger);
  if (scope === 'team' && (!roles.includes('manager') || teamOf(person, people).length === 0))
    throw new Refused('nobody answers to you here; ask for yourself or for the organisation');
  const concerns = addressesOf({ scope, askedBy: person }, people);
  if (concerns?.size === 0) throw new Refused('no address of yours is known here; ask for the organisation');
  return previewOf(target, concerns, { ledger, now });
}

/** Rejects with Refused at once where it cannot be blocked, saying why and what can. */
export function askBlock(
  oversight: Oversight,
  actor: Actor,
  { target, scope, why, report }: AskedBlock,
  terms: HouseTerms,
): Promise<SenderBlock> {
  const wanted = normalTarget(target);
  const id = `${actor.person}/${oversight.newId()}`;
  const act = {
    action: 'ask-sender-block',
    resource: selfResource(actor),
    subject: id,
    detail: { target: wordsOfTarget(wanted), scope },
  } as const;
  return perform(oversight, actor, act, async (now) => {
    if (why.trim().length < 10) throw new Refused('say in a sentence why this sender should be blocked');
    const refusal = refusalOf(wanted, terms);
    if (refusal !== null) throw new Refused(refusal.says);
    await mustBeNew({ target: wanted, scope }, oversight, actor, now);
    const value: SenderBlock = {
      id,
      target: wanted,
      scope,
      why: why.trim().slice(0, 4_000),
      askedBy: actor.person,
      askedAt: now,
      report,
      preview: await previewed({ target: wanted, scope }, oversight, actor, now),
      state: 'requested',
      decision: null,
      until: null,
      reviewed: null,
      undone: null,
    };
    const answered = report === null ? [] : [await answeredByBlock(oversight, actor, report, id)];
    const notices = await noticesOfBlock(value, oversight.ledger, terms, now);
    return { changes: [create('sender-block', id, value), ...answered, ...notices], value };
  });
}

/** One request of a kind is enough, and what is blocked for everybody is blocked for a team. */
async function mustBeNew({ target, scope }: Asked, { ledger }: Oversight, actor: Actor, now: number): Promise<void> {
  const same = JSON.stringify(target);
  for await (const { value } of list<SenderBlock>(ledger, 'sender-block')) {
    if (JSON.stringify(value.target) !== same) continue;
    const state = blockStateAt(value, now);
    const covers = value.scope === 'organisation' || (value.askedBy === actor.person && value.scope === scope);
    if (covers && state === 'approved') throw new Refused(`this is blocked already, until ${value.until?.day}`);
    if (covers && state === 'requested') throw new Refused('this was asked for already; it waits for a decision');
  }
}

/** Takes back what one asked for oneself, before or after it was decided. Rejects with Refused. */
export async function withdrawBlock(oversight: Oversight, actor: Actor, id: string): Promise<SenderBlock> {
  const found = await find<SenderBlock>(oversight.ledger, 'sender-block', id);
  if (found === null || found.value.askedBy !== actor.person) throw new NotFound('sender block');
  const act = {
    action: 'ask-sender-block',
    resource: selfResource(actor),
    subject: id,
    detail: { withdrawn: true },
  } as const;
  return perform(oversight, actor, act, async (now) => {
    const state = blockStateAt(found.value, now);
    if (state !== 'requested' && state !== 'approved') throw new Refused(`the request is already ${state}`);
    const undone = { by: actor.person, at: now, why: 'taken back by who asked for it' };
    const value: SenderBlock = { ...found.value, state: 'undone', undone };
    return { changes: [write('sender-block', found, value), await takeBlocksTurn(oversight.ledger)], value };
  });
}
