// Which notices follow from a decision or a failure. Composed here, queued by act, sent by the host's outbox.
import type { MessageDecision } from '../../model/decision.ts';
import type { Examination } from '../../model/examination.ts';
import type { Attempt, QueuedNotice } from '../../model/ledger.ts';
import type { Organisation, Pack } from '../../model/pack.ts';
import type { Reply } from '../../ports.ts';

export interface NoticeInput {
  readonly attempt: Attempt;
  readonly examination: Examination;
  readonly decision: MessageDecision;
  readonly pack: Pack;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** To the organisation's own sender: blocked, held, password flagged. Nothing ever goes to an outside sender. */
export function noticesFor(_input: NoticeInput): readonly QueuedNotice[] {
  return [];
}

/** RFC 3464 report to our own sender when the next hop refused the message for good; `replies` by recipient. */
export function failureReport(_input: NoticeInput, _replies: ReadonlyMap<string, Reply>): readonly QueuedNotice[] {
  return [];
}

/** The text that stands in place of a removed attachment, English and French; `{name}` becomes its file name. */
export function removedPartText(organisation: Organisation): string {
  return `${organisation.name.en}: the attachment {name} was removed.\n`;
}
