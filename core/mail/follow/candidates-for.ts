// Which sealed passwords may open a held mail: those that came to one of its recipients within the window, from the same
// sender or in the same conversation.
import type { SealedCandidate } from '../../model/candidate.ts';
import type { HeldItem } from '../../model/ledger.ts';
import type { Ports } from '../../ports.ts';
import { type DoorHistory, isOtherHalf, recent } from './door-history.ts';
import { doorId } from './follow-secrets.ts';

const most = 16;

/** The newest first, each once. */
export async function candidatesFor(
  item: HeldItem,
  { ledger, keys, clock }: Pick<Ports, 'ledger' | 'keys' | 'clock'>,
): Promise<readonly SealedCandidate[]> {
  const found = new Map<string, SealedCandidate>();
  for (const { address } of item.recipients) {
    const stored = await ledger.record('door', doorId(address, keys));
    const events = recent((stored?.value as DoorHistory | undefined) ?? { events: [] }, clock());
    const file = events.find(({ attempt }) => attempt === item.attempt);
    if (file === undefined) continue;
    const halves = events.filter((event) => isOtherHalf(event, file)).reverse();
    for (const candidate of halves.flatMap(({ candidates = [] }) => candidates)) {
      if (!found.has(candidate.fingerprint)) found.set(candidate.fingerprint, candidate);
    }
  }
  return [...found.values()].slice(0, most);
}
