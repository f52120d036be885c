// Verifies the trail where it is kept, for an auditor who asks for it in the console; the result is kept and told.
// Who trusts nobody here verifies an export elsewhere.
import { type Clock, Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { create, demand, find, type Oversight, perform, write } from '../act.ts';
import { exportTrail } from './export-trail.ts';
import { type Verification, verifyTrail } from './verify-trail.ts';

export interface TrailVerification {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  readonly entries: Verification['entries'];
  readonly checkpoints: Verification['checkpoints'];
  readonly uncovered: Verification['uncovered'];
  readonly fault: Verification['fault'];
}

/** The one record of the kind. */
const last = 'last';
/** Milliseconds; a host on AWS must answer within 29 s. */
const patience = 20_000;

/** `publicKey` of the notary, in PEM. Rejects with Refused when the trail is too long to be read while somebody waits. */
export function verifyHere(oversight: Oversight, actor: Actor, publicKey: string): Promise<TrailVerification> {
  const { ledger, clock } = oversight;
  const act = { action: 'verify-audit', resource: theSystem, subject: 'audit' } as const;
  return perform(oversight, actor, act, async (at) => {
    const result = await verifyTrail(within(exportTrail(ledger), clock() + patience, clock), publicKey);
    const value: TrailVerification = { ...result, at, by: actor.person };
    const before = await find(ledger, 'verification', last);
    const kept = before === null ? create('verification', last, value) : write('verification', before, value);
    const { entries, checkpoints, fault } = result;
    return { changes: [kept], value, detail: { entries, checkpoints, whole: fault === null } };
  });
}

/** Null when nobody has verified it in the console yet. */
export async function lastVerification(oversight: Oversight, actor: Actor): Promise<TrailVerification | null> {
  demand(oversight, actor, 'verify-audit', theSystem);
  return (await find<TrailVerification>(oversight.ledger, 'verification', last))?.value ?? null;
}

async function* within(lines: AsyncIterable<string>, until: number, clock: Clock): AsyncGenerator<string> {
  for await (const line of lines) {
    if (clock() > until)
      throw new Refused('the trail is too long to be verified here; export it and run postern audit verify');
    yield line;
  }
}
