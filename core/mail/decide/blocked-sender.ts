// Stops what a blocked sender wrote for those whom the block concerns.
import type { Reason } from '../../model/decision.ts';
import type { Pack } from '../../model/pack.ts';

/** Ids of the sender blocks that concern a recipient of this message. */
export type BlockedFor = (recipient: string) => readonly string[];

/** One reason for each block, so that undoing one does not hide another. */
export function blockedSenderReasons({ name, senderBlocks }: Pack, blocks: readonly string[]): readonly Reason[] {
  return blocks.map((senderBlock) => ({
    clause: `${name}/sender-block`,
    outcome: senderBlocks?.outcome ?? 'hold',
    source: senderBlocks?.source ?? null,
    findings: [],
    strip: [],
    senderBlock,
  }));
}
