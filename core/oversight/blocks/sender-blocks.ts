// The blocks in force as mail is decided: an index in memory, made anew when a block changed, so that an approved one works
// for the next message.
import { isListed, isOurs, normal } from '../../mail/decide/address.ts';
import type { BlockedFor } from '../../mail/decide/blocked-sender.ts';
import type { LedgerChange } from '../../model/ledger.ts';
import type { MailAddress } from '../../model/message.ts';
import type { Organisation } from '../../model/pack.ts';
import { blockStateAt, type SenderBlock } from '../../model/sender-block.ts';
import type { Clock, Ledger } from '../../ports.ts';
import { create, find, list, write } from '../act.ts';
import { type ActiveBlock, type BlockIndex, blockIndex, blocksOf } from './block-index.ts';
import { addressesOf, everybody } from './team.ts';

/** How a message says who sent it. */
export interface SaidSenders {
  /** '' is the null sender. */
  readonly mailFrom: string;
  readonly from: readonly MailAddress[];
}

export interface SenderBlocks {
  /** Those in force now, as a question about senders. Rejects when the ledger does. */
  inForce(): Promise<BlocksInForce>;
}

export type BlocksInForce = (senders: SaidSenders) => BlockedFor;

export const nobodyBlocked: BlocksInForce = () => () => [];

type Reading = Pick<Ledger, 'record' | 'records'>;

/** Setting that every change of a block writes, so that whoever decides mail elsewhere knows. */
const blocksTurn = 'sender-blocks';
/** Milliseconds after which it is read again who belongs to which team. */
const teamsHoldFor = 5 * 60_000;
/** A From field with more authors is no honest mail's. */
const mostAuthors = 10;

/** One a process. */
export function openSenderBlocks(ledger: Reading, clock: Clock, organisation: Organisation): SenderBlocks {
  let loaded: { readonly version: number; readonly at: number; readonly index: Promise<BlockIndex> } | null = null;
  const indexAt = async (now: number): Promise<BlockIndex | null> => {
    const turn = await find<unknown>(ledger, 'setting', blocksTurn);
    if (turn === null) return null;
    if (loaded?.version !== turn.version || Math.abs(now - loaded.at) > teamsHoldFor) {
      loaded = { version: turn.version, at: now, index: loadIndex(ledger, now) };
      loaded.index.catch(() => {
        loaded = null;
      });
    }
    return loaded.index;
  };
  // Whom nobody may block is not stopped by a pattern either, whatever it was when that was approved.
  const mayBeBlocked = ({ address }: MailAddress) =>
    !isOurs(address, organisation) && !isListed(address, organisation.protectedSenders ?? []);
  return {
    inForce: async () => {
      const now = clock();
      const index = await indexAt(now);
      if (index === null) return nobodyBlocked;
      return ({ mailFrom, from }) => {
        const authors = [{ name: '', address: mailFrom }, ...from.slice(0, mostAuthors)].filter(mayBeBlocked);
        const found = new Set(authors.flatMap((author) => blocksOf(author, index)));
        return (recipient) => idsFor(recipient, found, now);
      };
    },
  };
}

function idsFor(recipient: string, blocks: Iterable<ActiveBlock>, now: number): readonly string[] {
  const address = normal(recipient);
  return [...blocks]
    .filter(({ until, concerns }) => until !== null && now < until.at && concerns?.has(address) !== false)
    .map(({ id }) => id);
}

async function loadIndex(ledger: Reading, now: number): Promise<BlockIndex> {
  const approved: SenderBlock[] = [];
  for await (const { value } of list<SenderBlock>(ledger, 'sender-block'))
    if (blockStateAt(value, now) === 'approved') approved.push(value);
  const people = approved.some(({ scope }) => scope !== 'organisation') ? await everybody(ledger) : new Map();
  return blockIndex(
    approved.map((block) => ({
      id: block.id,
      target: block.target,
      until: block.until,
      concerns: addressesOf(block, people),
    })),
  );
}

/** The change that makes every index notice. Of two at once, one has to look again. */
export async function takeBlocksTurn(ledger: Pick<Ledger, 'record'>): Promise<LedgerChange> {
  const turn = await find<unknown>(ledger, 'setting', blocksTurn);
  return turn === null ? create('setting', blocksTurn, {}) : write('setting', turn, {});
}
