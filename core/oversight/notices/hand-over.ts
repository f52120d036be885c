// Hands one queued notice to the next hop (DESIGN section 7: null sender, NOTIFY=NEVER, since a notice has nobody to go back to).
import { saidBy } from '../../mail/act/said-by.ts';
import type { QueuedNotice } from '../../model/ledger.ts';
import type { Relay, Reply } from '../../ports.ts';

/** What the next hop answered for its recipient; null when nobody knows. Never rejects. */
export async function handOver(notice: QueuedNotice, relay: Relay): Promise<Reply | null> {
  try {
    const replies = await relay.deliver({
      key: notice.id,
      mailFrom: '',
      parameters: isAscii(notice.recipient) ? {} : { smtputf8: true },
      recipients: [{ address: notice.recipient, notify: ['NEVER'] }],
      raw: notice.raw,
    });
    const reply = replies.get(notice.recipient);
    return reply === undefined || saidBy(reply) === 'nothing' ? null : reply;
  } catch {
    return null;
  }
}

/** Any other address needs SMTPUTF8 (RFC 6531 section 3.4). */
function isAscii(address: string): boolean {
  for (const character of address) if (character > '\x7f') return false;
  return true;
}
