// The audit trail as a chain: every entry carries the hash of the one before, so none can be changed or taken out unseen.
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { AuditEntry } from './ledger.ts';

/** `previous` of the first entry. */
export const chainStart = '0'.repeat(64);

export function entryHash({ chain, number, event, previous }: Omit<AuditEntry, 'hash'>): string {
  const { at, actor, action, subject, detail } = event;
  return createHash('sha256')
    .update(canonicalJson({ action, actor, at, chain, detail, number, previous, subject }))
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

/** The state of every chain at a moment, signed by the key service. */
export interface Checkpoint {
  /** Counts from 1. */
  readonly number: number;
  readonly at: number;
  readonly heads: readonly { readonly chain: string; readonly number: number; readonly hash: string }[];
  /** Hex SHA-256 of the checkpoint before, as a line of an export; 64 zeros for the first. */
  readonly previous: string;
  /** Base64, Ed25519. */
  readonly signature: string;
}

export type AttestedKind = 'checkpoint' | 'disposal' | 'export';

/** What is signed is marked with its kind, so that a signature can mean nothing else. */
export function attestedBytes(kind: AttestedKind, statement: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`postern ${kind} 1\0`), statement]);
}

export function checkpointStatement({ number, at, heads, previous }: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(canonicalJson({ number, at, heads, previous }));
}
