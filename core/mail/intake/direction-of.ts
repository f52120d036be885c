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
 * For messages that came through no door. The null sender (RFC 5321 section 4.5.5) is nobody's: a report to our people
 * alone came in, one to our people and others is taken for ours, since it might disclose something.
 */
export function directionOf(
  envelope: Pick<Envelope, 'mailFrom' | 'recipients'>,
  organisation: Pick<Organisation, 'domains'>,
): Heading {
  const ours = envelope.recipients.map((recipient) => isOurs(recipient.address, organisation));
  const [anyOurs, allOurs] = [ours.includes(true), !ours.includes(false)];
  if (isOurs(envelope.mailFrom, organisation)) {
    return { direction: anyOurs && allOurs ? 'internal' : 'outbound', defects: [] };
  }
  if (!anyOurs) {
    return { direction: 'inbound', defects: [{ kind: 'foreign-envelope', where: '', hidesPayload: false }] };
  }
  return { direction: envelope.mailFrom === '' && !allOurs ? 'outbound' : 'inbound', defects: [] };
}
