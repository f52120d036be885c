// Verifies the trail where it is kept, for an auditor who asks for it in the console; the result is kept and told. A long
// trail takes several goes. Who trusts nobody here verifies an export elsewhere.
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { create, demand, find, type Oversight, perform, write } from '../act.ts';
import type { VerifiedUntil } from './checkpoint.ts';
import { exportTrail } from './export-trail.ts';
import { type Verification, verifyPiece } from './verify-trail.ts';

export interface TrailVerification {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  readonly entries: Verification['entries'];
  readonly checkpoints: Verification['checkpoints'];
  readonly uncovered: Verification['uncovered'];
  readonly fault: Verification['fault'];
  /** How far it came; null when nothing is left to read. */
  readonly until: VerifiedUntil | null;
}

/** The one record of the kind. */
const last = 'last';
/** Milliseconds of one go; a host on AWS must answer within 29 s. */
const patience = 15_000;
/** Milliseconds after which what was read before is read anew. */
const stale = 3_600_000;

/** Goes on where the last go stopped. `publicKey` of the notary, in PEM. */
export function verifyHere(oversight: Oversight, actor: Actor, publicKey: string): Promise<TrailVerification> {
  const { ledger, clock } = oversight;
  const act = { action: 'verify-audit', resource: theSystem, subject: 'audit' } as const;
  return perform(oversight, actor, act, async (at) => {
    const before = await find<TrailVerification>(ledger, 'verification', last);
    const from = before !== null && at - before.value.at < stale ? before.value.until : null;
    const result = await verifyPiece(exportTrail(ledger, from), publicKey, from, () => clock() - at > patience);
    const value: TrailVerification = { ...result, at, by: actor.person };
    const kept = before === null ? create('verification', last, value) : write('verification', before, value);
    const { entries, checkpoints, fault, until } = result;
    return {
      changes: [kept],
      value,
      detail: { entries, checkpoints, whole: fault === null, complete: until === null },
    };
  });
}

/** Null when nobody has verified it in the console yet. */
export async function lastVerification(oversight: Oversight, actor: Actor): Promise<TrailVerification | null> {
  demand(oversight, actor, 'verify-audit', theSystem);
  return (await find<TrailVerification>(oversight.ledger, 'verification', last))?.value ?? null;
}
