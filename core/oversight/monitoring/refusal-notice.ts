// Tells our own sender that a held message does not go on, as a report that mail programs understand (RFC 3464).
import { reference } from '../../mail/act/reference.ts';
import { isOurs, partsOf } from '../../mail/decide/address.ts';
import type { HeldItem, HeldRecipient, MessageRecord, QueuedNotice } from '../../model/ledger.ts';
import type { HouseTerms } from '../house-terms.ts';
import { deliveryStatus } from '../notices/delivery-status.ts';
import { noticeTo } from '../notices/notice-to.ts';
import { reasonTexts } from '../notices/reason-text.ts';

/** Null for mail from outside, which nothing is ever sent back to (DESIGN section 7), and where no report is wanted. */
export async function refusalNotice(
  item: HeldItem,
  message: MessageRecord | null,
  terms: HouseTerms,
  at: number,
): Promise<QueuedNotice | null> {
  const { envelope, direction, attempt, retainedAt } = item;
  const { organisation, pack, schemes, texts } = terms;
  if (direction === 'inbound' || !isOurs(envelope.mailFrom, organisation)) return null;
  const told = item.recipients.filter((recipient) => wantsFailures(recipient, item));
  if (told.length === 0) return null;
  const reasons = told
    .flatMap((recipient) => recipient.reasons)
    .map((reason) => ({ ...reason, findings: [], strip: [] }));
  const context = { pack, schemes, texts, classification: message?.classification ?? null, findings: [] };
  const { domain } = partsOf(organisation.noticeFrom);
  const status = deliveryStatus(
    { hostname: domain, envelopeId: envelope.parameters.envelopeId, arrivedAt: retainedAt },
    // Who stood in To or Cc is not kept, and nobody else may be named.
    told.map(() => ({ address: null, action: 'failed', status: '5.7.1', diagnostic: null })),
  );
  return noticeTo(
    {
      kind: 'blocked',
      to: envelope.mailFrom,
      cause: ['held-refused', item.id, String(at)],
      about: [],
      hidden: told.length,
      reasons: reasonTexts(reasons, context),
      clauses: [...new Set(reasons.map(({ clause }) => clause))],
      reference: reference({ id: attempt }),
      status,
      happenedAt: retainedAt,
      at,
    },
    terms,
  );
}

/** RFC 3461 section 4.1: none given stands for failures and delays. */
function wantsFailures({ address }: HeldRecipient, { envelope }: HeldItem): boolean {
  const notify = envelope.recipients.find((recipient) => recipient.address === address)?.notify ?? [];
  return notify.length === 0 || notify.includes('FAILURE');
}
