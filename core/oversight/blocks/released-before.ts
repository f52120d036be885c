// What Corporate Security let go of a blocked sender is not held again when the same message comes once more.
import type { BlockedFor } from '../../mail/decide/blocked-sender.ts';
import type { Ledger } from '../../ports.ts';

/** Earlier attempts looked at: a client that sends the same bytes more often is no honest one. */
const mostAttempts = 20;

/** `attempt` is `<key>.<count>`; the ledger is asked only where somebody is blocked. */
export async function unlessReleased(
  blockedFor: BlockedFor,
  recipients: readonly string[],
  attempt: string,
  ledger: Pick<Ledger, 'heldItems'>,
): Promise<BlockedFor> {
  if (!recipients.some((address) => blockedFor(address).length > 0)) return blockedFor;
  const released = await releasedBefore(attempt, ledger);
  return (recipient) => (released.has(recipient) ? [] : blockedFor(recipient));
}

async function releasedBefore(attempt: string, ledger: Pick<Ledger, 'heldItems'>): Promise<ReadonlySet<string>> {
  const dot = attempt.lastIndexOf('.');
  const [key, count] = [attempt.slice(0, dot), Number(attempt.slice(dot + 1))];
  const released = new Set<string>();
  for (let earlier = count - 1; earlier >= Math.max(1, count - mostAttempts); earlier--)
    for await (const item of ledger.heldItems({ state: 'released', attempt: `${key}.${earlier}` }))
      for (const { address } of item.recipients) released.add(address);
  return released;
}
