// What acting on a message works with, and the few changes that its steps share.
import type { Outcome } from '../../model/decision.ts';
import type { Examination } from '../../model/examination.ts';
import type { SenderException } from '../../model/exception.ts';
import type { HeldItem, LedgerChange, QueuedNotice } from '../../model/ledger.ts';
import type { RecipientState } from '../../model/recipient-state.ts';
import type { Found } from '../../oversight/act.ts';
import type { SenderBlocks } from '../../oversight/blocks/sender-blocks.ts';
import type { NoticeTexts } from '../../oversight/notices/format-texts.ts';
import type { NoticeInput } from '../../oversight/notices/notices.ts';
import type { Ports, Relay } from '../../ports.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import type { FloodLimits } from '../intake/sending-history.ts';
import { withMaskedNames } from '../record/masked-names.ts';
import type { Plan } from './plan.ts';
import type { Site, StrippedForms } from './prepare.ts';

export interface Act {
  readonly plan: Plan;
  readonly raw: Uint8Array;
  readonly forms: StrippedForms;
  readonly examination: Examination;
  readonly authenticationResults: string | null;
  /** Where the ledger has each recipient now. */
  readonly states: ReadonlyMap<string, RecipientState>;
  /** One-time exceptions the decision was made with; those that let something go are spent with it. */
  readonly exceptions?: readonly Found<SenderException>[];
}

export interface ActDependencies {
  readonly ports: Ports;
  /** Delivers through the client's own session where there is one. */
  readonly relay: Relay;
  readonly rulebook: Rulebook;
  readonly texts: NoticeTexts;
  readonly site: Site;
  readonly senderBlocks: SenderBlocks;
  /** How much one account may send in an hour; absent where nobody limits it. */
  readonly flood?: FloodLimits & {
    /** Whether this user name is a mail server's, or another program's, that sends for many people. */
    sendsForMany?(user: string): boolean;
  };
  /** Tells operators; facts and causes only, never content. */
  readonly report: Report;
}

export type Report = (event: {
  readonly event: string;
  readonly attempt: string | null;
  readonly cause?: unknown;
  /** Of a flood. */
  readonly account?: string;
  readonly excess?: string;
  /** Name of an engine that went away or came back. */
  readonly engine?: string;
}) => void;

/** Rejects when the sealed content could not be made durable. */
export async function seal(item: HeldItem, raw: Uint8Array, { keys, store }: Ports): Promise<void> {
  await store.putSealed(item.id, await keys.seal(item.id, raw, item.exempt ? 'release-only' : 'grantable'));
}

export function noticeInput(
  { plan, examination }: Act,
  { rulebook, texts, site, ports }: ActDependencies,
): NoticeInput {
  const { attempt, decision } = plan;
  const { pack, schemes } = rulebook;
  const told = withMaskedNames(examination);
  return { attempt, examination: told, decision, pack, schemes, texts, hostname: site.hostname, now: ports.clock() };
}

export function move(
  attempt: string,
  address: string,
  from: RecipientState,
  to: RecipientState,
  outcome?: Outcome,
): LedgerChange {
  return { type: 'move', move: { attempt, address, from, to, ...(outcome === undefined ? {} : { outcome }) } };
}

export function queue(notice: QueuedNotice): LedgerChange {
  return { type: 'notice', notice };
}
