// The audit trail as a chain: every entry carries the hash of the one before, so none can be changed or taken out unseen.
import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../core/model/ledger.ts';
import { canonicalJson } from './canonical-json.ts';

export interface AuditEntry {
  /** Counts from 1 without gaps. */
  readonly number: number;
  readonly event: AuditEvent;
  /** Hex SHA-256 of the entry before. */
  readonly previous: string;
  readonly hash: string;
}

/** `previous` of the first entry. */
export const chainStart = '0'.repeat(64);

export function entryHash(number: number, event: AuditEvent, previous: string): string {
  const { at, actor, action, subject, detail } = event;
  return createHash('sha256')
    .update(canonicalJson({ number, at, actor, action, subject, detail, previous }))
    .digest('hex');
}

/** Number of the first entry that does not follow from the one before; null when the chain is whole. */
export async function firstBreak(entries: AsyncIterable<AuditEntry>): Promise<number | null> {
  let previous = chainStart;
  let expected = 1;
  for await (const entry of entries) {
    const { number, event, hash } = entry;
    if (number !== expected || entry.previous !== previous || entryHash(number, event, previous) !== hash)
      return expected;
    previous = hash;
    expected++;
  }
  return null;
}
