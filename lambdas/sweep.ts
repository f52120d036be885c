// Looks for what nobody came back for: stored messages without an envelope, and attempts that were cut off.
import type { Fate } from '../adapters/aws/dynamo-turns.ts';
import { finish, holdAgain } from '../core/mail/conclude.ts';
import { forgetSecrets } from '../core/mail/follow/forget-secrets.ts';
import { holdUnaddressed } from '../core/mail/hold-unaddressed.ts';
import { keyOfCopy } from '../core/mail/intake/attempt-key.ts';
import type { AttemptRecord } from '../core/model/ledger.ts';
import { isTerminal } from '../core/model/recipient-state.ts';
import { rawPrefixes } from './functions.ts';
import { doors, largestMessage, type StoredMailDoor, takeStored } from './stored-mail.ts';

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
    if (Date.now() < deadline) await guarded(door, record.attempt.id, () => resumeOne(record, deadline, door));
  }
  door.count('Unfinished', waiting);
  await guarded(door, null, () => forgetSecrets(door.deps.ports));
}

async function holdWithoutEnvelope(deadline: number, door: StoredMailDoor): Promise<void> {
  const { inbox, deps } = door;
  const { clock } = deps.ports;
  for (const direction of doors) {
    for await (const { key, written } of inbox.list(rawPrefixes[direction])) {
      if (clock() - written < envelopeWait || Date.now() >= deadline) continue;
      await guarded(door, null, () => holdOne(key, direction, door));
    }
  }
}

/** Not what is known: the queue has its envelope. */
async function holdOne(key: string, direction: (typeof doors)[number], door: StoredMailDoor): Promise<void> {
  const name = keyOfCopy(key.slice(rawPrefixes[direction].length));
  let fate = await door.turns.fate(name);
  if (!isKnown(fate)) {
    const turn = await door.turns.take(name, Date.now() + turnTime);
    if (turn === null) return;
    ({ fate } = turn);
    try {
      if (!isKnown(fate)) fate = (await fateOfAttempt(name, door)) ?? (await heldUnaddressed(key, direction, door));
    } finally {
      await turn.give(fate ?? undefined);
    }
  }
  if (fate === 'done') await door.inbox.destroy(key);
}

/** Whoever began and was cut off knew its recipients; what is left of that is resumed. Null when nobody came so far. */
async function fateOfAttempt(name: string, { deps }: StoredMailDoor): Promise<Fate | null> {
  const latest = await deps.ports.ledger.latestAttempt(name);
  if (latest === null) return null;
  return latest.recipients.every(({ state }) => isTerminal(state)) ? 'done' : 'begun';
}

async function heldUnaddressed(
  key: string,
  direction: (typeof doors)[number],
  { inbox, deps, count }: StoredMailDoor,
): Promise<Fate | null> {
  const fetched = await inbox.fetch(key, largestMessage);
  if (fetched.state !== 'found') {
    count('MessageUnavailable');
    return null;
  }
  const { id: attempt } = await holdUnaddressed(fetched.bytes, direction, deps);
  count('EnvelopeMissing');
  deps.report({ event: 'envelope-missing', attempt });
  return 'done';
}

function isKnown(fate: Fate | null): boolean {
  return fate === 'known' || fate === 'done';
}

/** An attempt with a copy of ours was cut off in a release. Every other one is SES's, which keeps the message. */
async function resumeOne(record: AttemptRecord, deadline: number, door: StoredMailDoor): Promise<void> {
  const { deps, turns, relayFor } = door;
  const { attempt } = record;
  const turn = await turns.take(attempt.id.slice(0, attempt.id.lastIndexOf('.')), Date.now() + turnTime);
  if (turn === null) return;
  try {
    const raw = await deps.ports.store.getRaw(attempt.id);
    if (raw !== null) return await finish(attempt.id, relayFor(attempt.direction), deps);
    await holdAgain(record, deps.ports);
  } finally {
    await turn.give();
  }
  await takeAgain(record, deadline, door);
}

/** The queue has the envelope of what is known; of what was cut off before that, only the attempt has it. */
async function takeAgain({ attempt }: AttemptRecord, deadline: number, door: StoredMailDoor): Promise<void> {
  const { clientCopy, envelope, openedAt } = attempt;
  if (clientCopy === undefined || door.deps.ports.clock() - openedAt < unfinishedFor) return;
  const { id, verdicts } = clientCopy;
  if (isKnown(await door.turns.fate(keyOfCopy(id)))) return;
  const recipients = envelope.recipients.map(({ address }) => address);
  const ending = await takeStored({ id, mailFrom: envelope.mailFrom, recipients, verdicts }, deadline, door);
  if (ending === 'missing') door.count('MessageUnavailable');
}

async function guarded({ deps }: StoredMailDoor, attempt: string | null, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    deps.report({ event: 'sweep-failed', attempt, cause });
  }
}
