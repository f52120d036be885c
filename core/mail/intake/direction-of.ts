// Which way a message goes, judged by its envelope and the organisation's domains alone.
import type { Direction, Envelope } from '../../model/envelope.ts';
import type { Defect } from '../../model/message.ts';
import type { Organisation } from '../../model/pack.ts';
import { isOurs } from '../decide/address.ts';

export interface Heading {
  readonly direction: Direction;
  /** `foreign-envelope` when neither side is ours; such a message is treated as inbound, the stricter reading. */
  readonly defects: readonly Defect[];
}

/**
 * For messages that came through no door. The null sender (RFC 5321 section 4.5.5) is on whichever side the recipients
 * are not: a report to our people came in, one to anybody else goes out.
 */
export function directionOf(
  envelope: Pick<Envelope, 'mailFrom' | 'recipients'>,
  organisation: Pick<Organisation, 'domains'>,
): Heading {
  const ours = envelope.recipients.map((recipient) => isOurs(recipient.address, organisation));
  const anyOurs = ours.includes(true);
  if (envelope.mailFrom === '') return { direction: ours.includes(false) ? 'outbound' : 'inbound', defects: [] };
  if (isOurs(envelope.mailFrom, organisation)) {
    return { direction: anyOurs && !ours.includes(false) ? 'internal' : 'outbound', defects: [] };
  }
  if (anyOurs) return { direction: 'inbound', defects: [] };
  return { direction: 'inbound', defects: [{ kind: 'foreign-envelope', where: '', hidesPayload: false }] };
}
