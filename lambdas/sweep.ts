// Looks for what nobody came back for: stored messages without an envelope, and attempts that were cut off.
import { finish, holdAgain } from '../core/mail/conclude.ts';
import { forgetSecrets } from '../core/mail/follow/forget-secrets.ts';
import { holdUnaddressed } from '../core/mail/hold-unaddressed.ts';
import type { AttemptRecord } from '../core/model/ledger.ts';
import { rawPrefixes } from './functions.ts';
import { doors, largestMessage, type StoredMailDoor } from './stored-mail.ts';

/** Milliseconds after which an envelope does not come any more: the queue brings it after a minute. */
const envelopeWait = 60 * 60_000;
/** Milliseconds after which an unfinished attempt is counted for the alarm. */
const unfinishedFor = 15 * 60_000;
const turnTime = 120_000;

/** `deadline` in milliseconds since the epoch: nothing is begun after it. Faults are reported, one stops nothing else. */
export async function sweep(deadline: number, door: StoredMailDoor): Promise<void> {
  const { ledger, clock } = door.deps.ports;
  await holdWithoutEnvelope(deadline, door);
  let waiting = 0;
  for await (const record of ledger.unfinished()) {
    if (clock() - record.attempt.openedAt > unfinishedFor) waiting++;
    if (Date.now() < deadline) await guarded(door, record.attempt.id, () => resumeOne(record, door));
  }
  door.count('Unfinished', waiting);
  await guarded(door, null, () => forgetSecrets(door.deps.ports));
}

async function holdWithoutEnvelope(deadline: number, door: StoredMailDoor): Promise<void> {
  const { inbox, arrivals, deps, count } = door;
  const { clock } = deps.ports;
  for (const direction of doors) {
    for await (const { key, written } of inbox.list(rawPrefixes[direction])) {
      if (clock() - written < envelopeWait || Date.now() >= deadline) continue;
      await guarded(door, null, async () => {
        const id = key.slice(rawPrefixes[direction].length);
        if (await arrivals.isKnown(id)) return;
        const fetched = await inbox.fetch(key, largestMessage);
        if (fetched.state !== 'found') return count('MessageUnavailable');
        const { id: attempt } = await holdUnaddressed(fetched.bytes, direction, deps);
        count('EnvelopeMissing');
        deps.report({ event: 'envelope-missing', attempt });
        await arrivals.done(id, clock());
        await inbox.destroy(key);
      });
    }
  }
}

/**
 * Attempts with a copy of their own were cut off in a scan or a release. Those without one are left: SES still has the
 * message and the queue its envelope, or their item is sealed and waits for a person again.
 */
async function resumeOne(record: AttemptRecord, { deps, turns, relayFor }: StoredMailDoor): Promise<void> {
  const { attempt } = record;
  const turn = await turns.take(attempt.id.slice(0, attempt.id.lastIndexOf('.')), Date.now() + turnTime);
  if (turn === null) return;
  try {
    const raw = await deps.ports.store.getRaw(attempt.id);
    if (raw === null) await holdAgain(record, deps.ports);
    else await finish(attempt.id, relayFor(attempt.direction), deps);
  } finally {
    await turn.give();
  }
}

async function guarded({ deps }: StoredMailDoor, attempt: string | null, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    deps.report({ event: 'sweep-failed', attempt, cause });
  }
}
