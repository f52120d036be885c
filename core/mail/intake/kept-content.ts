// Content that was kept for an attempt is its message, byte for byte, or it is damaged: nobody gets another's mail.
import type { Attempt } from '../../model/ledger.ts';
import { RawCopyDamaged } from '../../ports.ts';
import { attemptKey } from './attempt-key.ts';

/** The content itself. Throws RawCopyDamaged. */
export function keptContent({ id, envelope, clientCopy }: Attempt, raw: Uint8Array): Uint8Array {
  // A client with a copy of its own names its message itself.
  if (clientCopy === undefined && !id.startsWith(`${attemptKey(envelope.mailFrom, raw)}.`))
    throw new RawCopyDamaged('what was kept is not the message it was kept for; the sender has to send it again');
  return raw;
}
