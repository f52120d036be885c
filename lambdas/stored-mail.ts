// The door of the AWS host: SES is the client that keeps its message in a bucket until we are done with it, and the queue of
// envelopes is what makes it come again. One message at a time goes through core's scan, whoever calls.
import type { Arrivals } from '../adapters/aws/dynamo-arrivals.ts';
import type { Turn, Turns } from '../adapters/aws/dynamo-turns.ts';
import type { Bucket } from '../adapters/aws/s3-objects.ts';
import { within } from '../adapters/within.ts';
import { acknowledged, finish } from '../core/mail/conclude.ts';
import { isOurs } from '../core/mail/decide/address.ts';
import { openFor } from '../core/mail/intake/accept.ts';
import { attemptKey } from '../core/mail/intake/attempt-key.ts';
import { type ScanDependencies, scan } from '../core/mail/scan.ts';
import type { AnsweredAttempt, Arrival } from '../core/model/arrival.ts';
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
  readonly arrivals: Arrivals;
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
  const stored = await fetchStored(mail, door);
  if (stored === null) return (await door.arrivals.isDone(mail.id)) ? 'done' : 'missing';
  const turn = await door.turns.take(attemptKey(mail.mailFrom, stored.raw), deadline + turnMargin);
  if (turn === null) return 'later';
  return inTurn(mail, stored, turn, deadline, door);
}

async function inTurn(
  mail: StoredMail,
  stored: Stored,
  turn: Turn,
  deadline: number,
  door: StoredMailDoor,
): Promise<Ending> {
  const fence = openFence();
  const work = bringToEnd(mail, stored, { hopeless: isHopeless(stored, turn), fence }, door).then(async (ending) => {
    await Promise.all([turn.give(), ...(ending === 'done' ? [forget(mail.id, stored.direction, door)] : [])]);
    return ending;
  });
  work.catch(() => undefined);
  try {
    const ending = await within(Math.max(0, deadline - Date.now()), work, () => {
      fence.raise();
      return 'out-of-time' as const;
    });
    if (ending !== 'out-of-time') return ending;
    await turn.leave();
  } catch (cause) {
    await turn.give();
    throw cause;
  }
  await door.arrivals.known(mail.id, Date.now());
  return 'later';
}

/** Whether reading it would fail here: others were lost over it, or it is too large. */
function isHopeless({ raw }: Stored, { lost }: Turn): boolean {
  return lost >= mostLost || raw.length > largestRead;
}

async function bringToEnd(
  mail: StoredMail,
  stored: Stored,
  about: { readonly hopeless: boolean; readonly fence: Fence },
  door: StoredMailDoor,
): Promise<Ending> {
  // Only now: whoever had the turn before may have come to the end while we fetched.
  const [isDone, { latest, deps }] = await Promise.all([
    door.arrivals.isDone(mail.id),
    inTurnOf({ mail, raw: stored.raw, ...about }, door.deps),
  ]);
  if (isDone) return 'done';
  if (about.hopeless) door.count('HeldByFailure');
  const { clock } = deps.ports;
  const relay = behind(about.fence, door.relayFor(stored.direction));
  const answered = isLeftOver(latest, clock())
    ? await finishOld(latest, relay, deps)
    : await answerTo(mail, stored, relay, { ...door, deps });
  const now = clock();
  if (answered === null) {
    // SES does not come again by itself: the queue of envelopes does.
    await door.arrivals.known(mail.id, now);
    return 'later';
  }
  // Only after this is written may identical bytes count as a new message.
  await door.arrivals.done(mail.id, now, acknowledged(answered, now));
  return 'done';
}

/** Null when not everybody has a fate yet. */
async function answerTo(
  mail: StoredMail,
  stored: Stored,
  relay: Relay,
  { deps, count }: StoredMailDoor,
): Promise<AnsweredAttempt | null> {
  const { reply, attempt } = await scan(arrivalOf(mail, stored), relay, deps);
  if (reply.code < 400 || reply.code >= 500) return attempt;
  count('NextHopTemporary');
  return null;
}

/**
 * An attempt of a day ago that nobody was told the end of is not opened anew: those who got the message must not get it
 * twice.
 */
function isLeftOver(latest: AttemptRecord | null, now: number): latest is AttemptRecord {
  if (latest === null || now - latest.attempt.openedAt < openFor) return false;
  return latest.recipients.some(({ acknowledgedAt }) => acknowledgedAt === null);
}

async function finishOld(old: AttemptRecord, relay: Relay, deps: ScanDependencies): Promise<AnsweredAttempt | null> {
  const { id } = old.attempt;
  if (!isSettled(old)) await finish(id, relay, deps);
  const record = await deps.ports.ledger.attempt(id);
  if (record === null || !isSettled(record)) return null;
  return { id, recipients: record.recipients.map(({ address }) => address) };
}

function isSettled({ recipients }: AttemptRecord): boolean {
  return recipients.every(({ state }) => isTerminal(state));
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
