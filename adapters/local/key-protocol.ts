// What the gateway and its key process say to each other.
import type { AttestedKind } from '../../core/model/audit-chain.ts';
import type { SealedCandidate } from '../../core/model/candidate.ts';
import type { ExaminationContext } from '../../core/model/examination.ts';
import type { ApproverProof, Grant } from '../../core/model/grant.ts';
import type { OpeningProof } from '../../core/ports.ts';

export type KeyRequest =
  | {
      readonly number: number;
      readonly type: 'open';
      readonly item: string;
      readonly sealed: Uint8Array;
      readonly proof: OpeningProof;
    }
  /** Keeps what opens one sealing of an item; `name` is the sealing's own. */
  | {
      readonly number: number;
      readonly type: 'keep';
      readonly item: string;
      readonly name: string;
      readonly wrapping: Uint8Array;
    }
  | { readonly number: number; readonly type: 'grant'; readonly grant: Grant; readonly proof: ApproverProof }
  | { readonly number: number; readonly type: 'revoke'; readonly grant: string }
  | {
      readonly number: number;
      readonly type: 'read';
      readonly item: string;
      readonly sealed: Uint8Array;
      readonly grant: string;
      readonly reader: string;
    }
  | { readonly number: number; readonly type: 'destroy'; readonly item: string }
  | { readonly number: number; readonly type: 'attest'; readonly kind: AttestedKind; readonly statement: Uint8Array }
  /** The window that candidates are sealed in now. */
  | { readonly number: number; readonly type: 'window' }
  /** The policy that content is read again by. */
  | { readonly number: number; readonly type: 'policy'; readonly policy: unknown }
  | {
      readonly number: number;
      readonly type: 'rescan';
      readonly item: string;
      readonly sealed: Uint8Array;
      readonly context: ExaminationContext;
      readonly candidates: readonly SealedCandidate[];
      readonly proof: OpeningProof | null;
    }
  /** Today's key of raw copies, by this process's clock. */
  | { readonly number: number; readonly type: 'raw-key-today' }
  | { readonly number: number; readonly type: 'raw-key'; readonly day: string };

/** The answer to the request of that number; number 0 is sent once, when the store is open or cannot be. */
export type KeyAnswer =
  | { readonly number: number; readonly ok: true; readonly value: unknown }
  | { readonly number: number; readonly ok: false; readonly refused: boolean; readonly message: string };

export interface Opened {
  /** Master public key, SubjectPublicKeyInfo in DER. */
  readonly sealingKey: Uint8Array;
  readonly fingerprintKey: Uint8Array;
  /** Of the key that signs checkpoints, in PEM. */
  readonly notaryKey: string;
}

export interface RawKey {
  /** UTC, `2026-01-31`. */
  readonly day: string;
  readonly key: Uint8Array;
}

/** Milliseconds. */
export const dayLength = 24 * 60 * 60 * 1000;

/** The day of a time in milliseconds since the epoch. */
export function utcDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
