// Signs the state of the trail each minute, so that no event can be changed and no tail be cut off unseen.
import { createHash } from 'node:crypto';
import { type Checkpoint, chainStart, checkpointStatement } from '../../model/audit-chain.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Clock, Ledger, Notary } from '../../ports.ts';
import { create, find, write } from '../act.ts';

/** Where the newest checkpoint stands a second time; its version keeps two writers from making the same one. */
const last = 'last-checkpoint';

/** The new checkpoint, kept in the ledger; null when nothing happened since the one before. */
export async function makeCheckpoint({
  ledger,
  notary,
  clock,
}: {
  readonly ledger: Ledger;
  readonly notary: Notary;
  readonly clock: Clock;
}): Promise<Checkpoint | null> {
  const before = await find<Checkpoint>(ledger, 'setting', last);
  const heads = (await ledger.auditHeads())
    .map(({ chain, number, hash }) => ({ chain, number, hash }))
    .sort((a, b) => (a.chain < b.chain ? -1 : 1));
  if (heads.length === 0 || canonicalJson(heads) === canonicalJson(before?.value.heads ?? null)) return null;
  const previous = before === null ? chainStart : checkpointHash(before.value);
  const { algorithm } = notary;
  const unsigned = { number: (before?.value.number ?? 0) + 1, at: clock(), heads, previous, algorithm };
  const checkpoint: Checkpoint = {
    ...unsigned,
    signature: await notary.attest('checkpoint', checkpointStatement(unsigned)),
  };
  await ledger.commit([
    create('checkpoint', checkpointId(checkpoint.number), checkpoint),
    before === null ? create('setting', last, checkpoint) : write('setting', before, checkpoint),
  ]);
  return checkpoint;
}

/** Where a reading of the trail stopped, behind a checkpoint, and goes on; counts of what was read. */
export interface VerifiedUntil {
  readonly checkpoint: Checkpoint;
  readonly entries: number;
  readonly checkpoints: number;
  readonly lines: number;
}

/** Those behind that number, in order; one that is missing shows by its number. */
export async function* checkpointsAfter(ledger: Pick<Ledger, 'record'>, number: number): AsyncGenerator<Checkpoint> {
  const newest = await find<Checkpoint>(ledger, 'setting', last);
  for (let next = number + 1; next <= (newest?.value.number ?? 0); next++) {
    const found = await find<Checkpoint>(ledger, 'checkpoint', checkpointId(next));
    if (found !== null) yield found.value;
  }
}

/** Record ids sort as the checkpoints do. */
export function checkpointId(number: number): string {
  return String(number).padStart(12, '0');
}

export function checkpointHash(checkpoint: Checkpoint): string {
  return createHash('sha256').update(canonicalJson(checkpoint)).digest('hex');
}
