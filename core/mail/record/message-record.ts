// What the index keeps of a message: facts only, never content (DESIGN section 3, step 7).
import type { MessageDecision } from '../../model/decision.ts';
import type { Examination } from '../../model/examination.ts';
import type { Attempt, MessageRecord } from '../../model/ledger.ts';

/** `at` in milliseconds since the epoch. */
export function messageRecord(
  attempt: Attempt,
  examination: Examination,
  decision: MessageDecision,
  at: number,
): MessageRecord {
  return {
    attempt: attempt.id,
    messageId: examination.id,
    at,
    direction: decision.direction,
    mailFrom: attempt.envelope.mailFrom,
    outcome: decision.outcome,
    recipients: decision.recipients.map(({ address, relation, outcome, reasons }) => ({
      address,
      relation,
      outcome,
      reasons: reasons.map((reason) => reason.clause),
    })),
    findings: examination.findings,
    classification: examination.classification,
    parts: examination.parts,
    defects: examination.defects.map((defect) => defect.kind),
    pack: decision.pack,
  };
}
