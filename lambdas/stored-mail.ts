// The door of the AWS host: SES is the client that keeps its message in a bucket until we are done with it, and the queue of
// envelopes is what makes it come again. One message at a time goes through core's scan, whoever calls.
import type { Turn, Turns } from '../adapters/aws/dynamo-turns.ts';
import type { Bucket } from '../adapters/aws/s3-objects.ts';
import { within } from '../adapters/within.ts';
import { finish } from '../core/mail/conclude.ts';
import { isOurs } from '../core/mail/decide/address.ts';
import { openFor } from '../core/mail/intake/accept.ts';
import { keyOfCopy } from '../core/mail/intake/attempt-key.ts';
import { type ScanDependencies, scan } from '../core/mail/scan.ts';
import type { Arrival } from '../core/model/arrival.ts';
import type { Attempt, AttemptRecord } from '../core/model/ledger.ts';
import { isTerminal } from '../core/model/recipient-state.ts';
import type { Relay } from '../core/ports.ts';
import { behind, type Fence, openFence } from './fence.ts';
import { rawPrefixes } from './functions.ts';
import { inTurnOf } from './in-turn.ts';
import type { StoredMail } from './mail-event.ts';
import type { Count } from './metrics.ts';

export interface StoredMailDoor {
  readonly inbox: Bucket;
  readonly turns: Turns;
  readonly deps: ScanDependencies;
  readonly count: Count;
  relayFor(direction: Attempt['direction']): Relay;
}

/**
 * `done`: nothing is left to do · `later`: somebody goes on with it, or must · `missing`: SES stored nothing under that id,
 * or something too large to be sealed here.
 */
export type Ending = 'done' | 'later' | 'missing';

/** SES takes messages of 40 MB after encoding: whatever else stores a larger one, it is held unread. */
const largestRead = 64 * 2 ** 20;
/** What can be sealed within the memory of the function, and opened again. */
export const largestMessage = 150 * 2 ** 20;
/** Invocations lost over one message after which it is held unread (DESIGN section 3, step 3). */
const mostLost = 2;
/** Milliseconds that a turn outlasts the invocation's own time. */
const turnMargin = 2_000;

/** `deadline`: when this invocation must have answered, milliseconds since the epoch. Rejects when something could not be written. */
export async function takeStored(mail: StoredMail, deadline: number, door: StoredMailDoor): Promise<Ending> {
  const fetching = fetchStored(mail, door);
  // Told to whoever waits for it, if the turn is ours.
  fetching.catch(() => undefined);
  const turn = await door.turns.take(keyOfCopy(mail.id), deadline + turnMargin);
  return turn === null ? 'later' : inTurn(mail, fetching, turn, deadline, door);
}

async function inTurn(
  mail: StoredMail,
  fetching: Promise<Stored | null>,
  turn: Turn,
  deadline: number,
  door: StoredMailDoor,
): Promise<Ending> {
  const fence = openFence();
  const work = bringToEnd(mail, fetching, { turn, fence }, door);
  work.catch(() => undefined);
  try {
    const ending = await within(Math.max(0, deadline - Date.now()), work, () => {
      fence.raise();
      return 'out-of-time' as const;
    });
    if (ending !== 'out-of-time') return ending;
  } catch (cause) {
    await turn.give();
    throw cause;
  }
  await turn.leave();
  return 'later';
}

async function bringToEnd(
  mail: StoredMail,
  fetching: Promise<Stored | null>,
  { turn, fence }: { readonly turn: Turn; readonly fence: Fence },
  door: StoredMailDoor,
): Promise<Ending> {
  const stored = await fetching;
  if (stored === null) {
    await turn.give();
    return turn.fate === 'done' ? 'done' : 'missing';
  }
  const isDone = turn.fate === 'done' || (await isBroughtToEnd(mail, stored, { turn, fence }, door));
  // SES does not come again by itself with what is left: the queue of envelopes does.
  await turn.give(isDone ? 'done' : 'known');
  if (!isDone) return 'later';
  await forget(mail.id, stored.direction, door);
  return 'done';
}

/** False when not everybody has a fate yet. */
async function isBroughtToEnd(
  mail: StoredMail,
  stored: Stored,
  { turn, fence }: { readonly turn: Turn; readonly fence: Fence },
  door: StoredMailDoor,
): Promise<boolean> {
  const hopeless = isHopeless(stored, turn);
  const { latest, deps } = await inTurnOf(
    { mail, raw: stored.raw, first: turn.fate === null, hopeless, fence },
    door.deps,
  );
  if (hopeless) door.count('HeldByFailure');
  const relay = behind(fence, door.relayFor(stored.direction));
  return isLeftOver(latest, deps.ports.clock())
    ? finishOld(latest, relay, deps)
    : answerTo(mail, stored, relay, { ...door, deps });
}

/** Whether reading it would fail here: others were lost over it, or it is too large. */
function isHopeless({ raw }: Stored, { lost }: Turn): boolean {
  return lost >= mostLost || raw.length > largestRead;
}

async function answerTo(
  mail: StoredMail,
  stored: Stored,
  relay: Relay,
  { deps, count }: StoredMailDoor,
): Promise<boolean> {
  const { reply } = await scan(arrivalOf(mail, stored), relay, deps);
  if (reply.code < 400 || reply.code >= 500) return true;
  count('NextHopTemporary');
  return false;
}

/**
 * An attempt of a day ago that did not come to an end is not opened anew: those who got the message must not get it twice.
 */
function isLeftOver(latest: AttemptRecord | null, now: number): latest is AttemptRecord {
  return latest !== null && now - latest.attempt.openedAt >= openFor;
}

async function finishOld({ attempt: { id } }: AttemptRecord, relay: Relay, deps: ScanDependencies): Promise<boolean> {
  await finish(id, relay, deps);
  const record = await deps.ports.ledger.attempt(id);
  return record?.recipients.every(({ state }) => isTerminal(state)) ?? false;
}

interface Stored {
  readonly direction: Arrival['direction'];
  readonly raw: Uint8Array;
}

/** Each door's rules store under a prefix of their own: where the object lies tells which way the mail goes. */
export const doors = ['inbound', 'outbound'] as const;

/** Null when there is none under any door that can be held. */
async function fetchStored({ id, mailFrom }: StoredMail, { inbox, deps }: StoredMailDoor): Promise<Stored | null> {
  const fromInside = isOurs(mailFrom, deps.rulebook.pack.organisation);
  for (const direction of fromInside ? doors.toReversed() : doors) {
    const fetched = await inbox.fetch(`${rawPrefixes[direction]}${id}`, largestMessage);
    if (fetched.state === 'found') return { direction, raw: fetched.bytes };
  }
  return null;
}

async function forget(id: string, direction: Stored['direction'], { inbox }: StoredMailDoor): Promise<void> {
  await inbox.destroy(`${rawPrefixes[direction]}${id}`);
}

function arrivalOf({ id, mailFrom, recipients, verdicts = {} }: StoredMail, { direction, raw }: Stored): Arrival {
  const client = { address: clientAddress(raw), helo: 'amazonses', tls: true };
  return {
    direction,
    raw,
    envelope: { mailFrom, recipients: recipients.map((address) => ({ address })), parameters: {}, client },
    clientCopy: { id, verdicts: { ...verdicts } },
  };
}

/** SES's own Received field is the first of the message, and names its client in square brackets. */
function clientAddress(raw: Uint8Array): string {
  const head = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, 2_000)).toString('latin1');
  const field = /^Received: from [^\r\n]{0,300}?\[(?:IPv6:)?([0-9a-f.:]{3,45})\]/im.exec(head);
  return field?.[1] ?? '0.0.0.0';
}
