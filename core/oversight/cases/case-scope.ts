// What a case covers: the mail of named addresses within named days, and nothing else.
import type { HeldItem, MessageRecord } from '../../model/ledger.ts';
import { dayOf } from '../calendar.ts';
import type { Case } from './case.ts';

export function inScope(
  { envelope, recipients, retainedAt }: Pick<HeldItem, 'envelope' | 'recipients' | 'retainedAt'>,
  { scope }: Case,
  zone: string,
): boolean {
  if (scope === null) return false;
  const day = dayOf(retainedAt, zone);
  if (day < scope.from || day > scope.until) return false;
  return concerns(scope.addresses, envelope.mailFrom, recipients);
}

/** Of messages, retained or not. */
export function messageInScope(record: MessageRecord, { scope }: Case, zone: string): boolean {
  if (scope === null) return false;
  const day = dayOf(record.at, zone);
  if (day < scope.from || day > scope.until) return false;
  return concerns(scope.addresses, record.mailFrom, record.recipients);
}

function concerns(
  addresses: readonly string[],
  mailFrom: string,
  recipients: readonly { readonly address: string }[],
): boolean {
  const covered = new Set(addresses);
  return covered.has(mailFrom.toLowerCase()) || recipients.some(({ address }) => covered.has(address.toLowerCase()));
}
