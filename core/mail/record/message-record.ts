// What the index keeps of a message: facts only, never content (DESIGN section 3, step 7).
import { type MessageDecision, strictest } from '../../model/decision.ts';
import type { Examination } from '../../model/examination.ts';
import type { Attempt, MessageRecord } from '../../model/ledger.ts';
import { normal } from '../decide/address.ts';
import { withMaskedNames } from './masked-names.ts';

/** `at` in milliseconds since the epoch. */
export function messageRecord(
  attempt: Attempt,
  examination: Examination,
  decision: MessageDecision,
  at: number,
): MessageRecord {
  const { findings, classification, parts, defects, protection } = withMaskedNames(examination);
  return {
    attempt: attempt.id,
    messageId: examination.id,
    at,
    direction: decision.direction,
    mailFrom: attempt.envelope.mailFrom,
    ...authorsOf(attempt, examination),
    outcome: decision.outcome,
    recipients: decision.recipients.map(({ address, relation, outcome, reasons }) => ({
      address,
      relation,
      outcome,
      reasons: reasons.map((reason) => reason.clause),
    })),
    findings,
    classification,
    parts,
    defects: defects.map((defect) => defect.kind),
    hiding: defects.filter(({ hidesPayload }) => hidesPayload).map(({ kind }) => kind),
    protection,
    pack: decision.pack,
  };
}

/** More authors are no honest mail's. */
const mostAuthors = 10;

function authorsOf({ envelope }: Attempt, { headers }: Examination): Pick<MessageRecord, 'authors'> {
  const authors = new Set(headers.from.slice(0, mostAuthors).map(({ address }) => normal(address).slice(0, 254)));
  authors.delete(normal(envelope.mailFrom));
  return authors.size === 0 ? {} : { authors: [...authors] };
}

/** A later try decides for those who were left; what was recorded for the others stays. */
export function completed(earlier: MessageRecord | null, record: MessageRecord): MessageRecord {
  if (earlier === null) return record;
  const decided = new Set(record.recipients.map(({ address }) => address));
  const recipients = [...earlier.recipients.filter(({ address }) => !decided.has(address)), ...record.recipients];
  return { ...record, at: earlier.at, recipients, outcome: strictest(recipients.map(({ outcome }) => outcome)) };
}
