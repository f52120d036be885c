// The audit trail as a chain: every entry carries the hash of the one before, so none can be changed or taken out unseen.
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { AuditEntry } from './ledger.ts';

/** `previous` of the first entry. */
export const chainStart = '0'.repeat(64);

export function entryHash({ chain, number, event, previous }: Omit<AuditEntry, 'hash'>): string {
  const { at, actor, action, subject, detail } = event;
  return createHash('sha256')
    .update(canonicalJson({ chain, number, at, actor, action, subject, detail, previous }))
    .digest('hex');
}

/** Number of the first entry of one chain that does not follow from the one before; null when the chain is whole. */
export async function firstBreak(entries: AsyncIterable<AuditEntry>): Promise<number | null> {
  let previous = chainStart;
  let expected = 1;
  for await (const entry of entries) {
    if (entry.number !== expected || entry.previous !== previous || entryHash(entry) !== entry.hash) return expected;
    previous = entry.hash;
    expected++;
  }
  return null;
}
