// The audit trail as a chain: every entry carries the hash of the one before, so none can be changed or taken out unseen.
import { createHash, type KeyObject, verify } from 'node:crypto';
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
  /** Absent in the oldest: Ed25519. */
  readonly algorithm?: SignatureAlgorithm;
  /** Base64. */
  readonly signature: string;
}

/** RFC 8032 · FIPS 186-5 on the curve P-256 over SHA-256, in DER as KMS gives it. */
export const signatureAlgorithms = ['Ed25519', 'ECDSA_SHA_256'] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

export type AttestedKind = 'checkpoint' | 'disposal' | 'export';

/** What is signed is marked with its kind, so that a signature can mean nothing else. */
export function attestedBytes(kind: AttestedKind, statement: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`postern ${kind} 1\0`), statement]);
}

/** Whether `signature` (base64) is the key's own over that statement, by the algorithm that the statement names. */
export function isAttested(
  kind: AttestedKind,
  statement: Uint8Array,
  { algorithm = 'Ed25519', signature }: { readonly algorithm?: SignatureAlgorithm; readonly signature: string },
  key: KeyObject,
): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // The last sign of base64 carries bits that nobody reads (RFC 4648 section 3.5).
  if (bytes.toString('base64') !== signature) return false;
  const ofKey = key.asymmetricKeyType === 'ed25519' ? 'Ed25519' : 'ECDSA_SHA_256';
  if (ofKey !== algorithm) return false;
  return verify(algorithm === 'Ed25519' ? null : 'sha256', attestedBytes(kind, statement), key, bytes);
}

export function checkpointStatement({ number, at, heads, previous, algorithm }: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(canonicalJson({ number, at, heads, previous, algorithm }));
}
