// Decisions of whoever runs the command line, signed with the operator's key.
import type { OpeningProof } from '../../core/ports.ts';
import { CannotRun } from '../exit.ts';

/** A decision has to be carried out soon after it was made, in milliseconds. */
const proofLasts = 5 * 60_000;

export function signed(sign: (until: number) => OpeningProof): OpeningProof {
  try {
    return sign(Date.now() + proofLasts);
  } catch (cause) {
    throw new CannotRun(cause instanceof Error ? cause.message : 'the signing key cannot be used', { cause });
  }
}
