// Corporate Security decides about sender blocks, looks at them again, and undoes them.
import { type BlockState, blockStateAt, type SenderBlock } from '../../model/sender-block.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { selfResource, theSystem } from '../access/resource.ts';
import { demand, find, list, NotFound, type Oversight, perform, write } from '../act.ts';
import { addMonths, dayOf, endOf, isDay } from '../calendar.ts';
import type { HouseTerms } from '../house-terms.ts';
import { noticesOfBlock } from './block-notices.ts';
import { refusalOf } from './block-target.ts';
import { takeBlocksTurn } from './sender-blocks.ts';

/** Months; then somebody has to say that it still holds. */
const longestBlock = 12;

export type BlockDecision =
  /** `until`: last day in force. */
  | { readonly do: 'approve'; readonly until: string; readonly why: string }
  | { readonly do: 'refuse'; readonly why: string }
  /** It still holds, until another day. */
  | { readonly do: 'review'; readonly until: string; readonly why: string }
  | { readonly do: 'undo'; readonly why: string };

/** From which states each can be done. */
const from: Readonly<Record<BlockDecision['do'], readonly BlockState[]>> = {
  approve: ['requested'],
  refuse: ['requested'],
  review: ['approved', 'expired'],
  undo: ['approved'],
};

/** Nobody decides what they asked for. Rejects with Refused. */
export async function decideBlock(
  oversight: Oversight,
  actor: Actor,
  id: string,
  decision: BlockDecision,
  terms: HouseTerms,
): Promise<SenderBlock> {
  const found = await find<SenderBlock>(oversight.ledger, 'sender-block', id);
  const resource = { type: 'SenderBlock', id, attributes: { requester: found?.value.askedBy ?? '' } } as const;
  const act = { action: 'decide-sender-block', resource, subject: id, detail: { decision: decision.do } } as const;
  return perform(oversight, actor, act, async (now) => {
    if (found === null) throw new NotFound('sender block');
    const state = blockStateAt(found.value, now);
    if (!from[decision.do].includes(state)) throw new Refused(`the block is already ${state}`);
    // What may be blocked can have changed since it was asked for.
    const refusal = decision.do === 'approve' || decision.do === 'review' ? refusalOf(found.value.target, terms) : null;
    if (refusal !== null) throw new Refused(refusal.says);
    const value = changed(found.value, decision, actor, { now, zone: oversight.zone });
    const notices = await noticesOfBlock(value, oversight.ledger, terms, now);
    const turn = decision.do === 'refuse' ? [] : [await takeBlocksTurn(oversight.ledger)];
    const detail = { until: value.until?.day ?? null };
    return { changes: [write('sender-block', found, value), ...turn, ...notices], value, detail };
  });
}

function changed(
  block: SenderBlock,
  decision: BlockDecision,
  { person }: Actor,
  at: { readonly now: number; readonly zone: string },
): SenderBlock {
  const said = { by: person, at: at.now, why: decision.why.trim() };
  switch (decision.do) {
    case 'approve':
      return { ...block, state: 'approved', decision: said, until: endOfBlock(decision.until, at) };
    case 'refuse':
      return { ...block, state: 'refused', decision: said };
    case 'review':
      return { ...block, reviewed: said, until: endOfBlock(decision.until, at) };
    case 'undo':
      return { ...block, state: 'undone', undone: said };
  }
}

function endOfBlock(day: string, { now, zone }: { readonly now: number; readonly zone: string }): SenderBlock['until'] {
  const today = dayOf(now, zone);
  if (!isDay(day) || day < today) throw new Refused('give a last day that is still to come, such as 2026-01-31');
  if (day > addMonths(today, longestBlock))
    throw new Refused(`a block lasts at most ${longestBlock} months; it is reviewed then`);
  return { day, at: endOf(day, zone) };
}

export interface ListedBlock extends Omit<SenderBlock, 'state'> {
  readonly state: BlockState;
}

/** For those who decide, newest first; `state` narrows it. */
export async function listBlocks(
  oversight: Oversight,
  actor: Actor,
  state?: BlockState,
): Promise<readonly ListedBlock[]> {
  demand(oversight, actor, 'list-sender-blocks', theSystem);
  const all = await listed(oversight, '');
  return state === undefined ? all : all.filter((block) => block.state === state);
}

/** What somebody asked for, and where it stands. */
export async function listOwnBlocks(oversight: Oversight, actor: Actor): Promise<readonly ListedBlock[]> {
  demand(oversight, actor, 'ask-sender-block', selfResource(actor));
  return listed(oversight, `${actor.person}/`);
}

async function listed({ ledger, clock }: Oversight, prefix: string): Promise<readonly ListedBlock[]> {
  const found: ListedBlock[] = [];
  for await (const { value } of list<SenderBlock>(ledger, 'sender-block', prefix))
    found.push({ ...value, state: blockStateAt(value, clock()) });
  return found.sort((a, b) => b.askedAt - a.askedAt);
}
