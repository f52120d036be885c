// What the gateway and its key process say to each other.
import type { OpeningProof } from '../../core/ports.ts';

export type KeyRequest =
  | {
      readonly number: number;
      readonly type: 'open';
      readonly item: string;
      readonly sealed: Uint8Array;
      readonly proof: OpeningProof;
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
