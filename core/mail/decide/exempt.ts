// Whose mail content rules leave alone: members of council, their staff, the police. Never a matter of malware.
import type { Direction, EnvelopeRecipient } from '../../model/envelope.ts';
import type { Organisation } from '../../model/pack.ts';
import { isListed } from './address.ts';

/** The sender counts only where the account is ours: from outside, anybody can write under any address. */
export function isExemptSender(account: string, direction: Direction, organisation: Organisation): boolean {
  return direction !== 'inbound' && isListed(account, organisation.exempt);
}

export function isExemptRecipient(address: string, organisation: Organisation): boolean {
  return isListed(address, organisation.exempt);
}

/** Whether nobody is left whom content rules could protect; a mail to exempt people and others is read for the others. */
export function concernsExemptOnly(
  {
    mailFrom,
    recipients,
  }: { readonly mailFrom: string; readonly recipients: readonly Pick<EnvelopeRecipient, 'address'>[] },
  direction: Direction,
  organisation: Organisation,
): boolean {
  if (isExemptSender(mailFrom, direction, organisation)) return true;
  return recipients.length > 0 && recipients.every(({ address }) => isExemptRecipient(address, organisation));
}
