// Signing in: password, second factor, and what must be changed on the way. Every attempt is on record.
import type { Account } from '../../model/account.ts';
import type { LedgerChange } from '../../model/ledger.ts';
import { ChangedMeanwhile, type Clock, type Ledger, Refused } from '../../ports.ts';
import type { Factors } from '../../sign-in-ports.ts';
import type { Actor } from '../access/actor.ts';
import { type Found, find, timeOf, write } from '../act.ts';
import { actorOf } from '../people/rights.ts';
import { failed, isLocked, succeeded } from './lock.ts';
import { normalPassword } from './password-rules.ts';
import type { Progress } from './steps.ts';

export interface SigningIn {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly zone: string;
  readonly factors: Factors;
}

/** Who tries, and from where. */
export interface Trying {
  readonly person: string;
  /** Address of the client, for the trail. */
  readonly client: string;
}

/** Milliseconds in which a one-time password must be used. */
const oneTimeLasts = 7 * 24 * 3_600_000;
/** The one answer to every failure: it tells neither whether the account exists nor whether it is locked. */
const noEntry =
  'that did not work; after five failures an account is locked for 24 hours, and an administrator can unlock it';
/** Others who try the same account at the same moment. */
const mostRetries = 50;

/** Resolves with a sign-in that has begun. Rejects with Refused, always in the same words. */
export async function givePassword(deps: SigningIn, trying: Trying, typed: string): Promise<Progress> {
  const password = normalPassword(typed);
  const known = await find<Account>(deps.ledger, 'account', trying.person);
  const right = await deps.factors.isPassword(password, known?.value.password.hash ?? null);
  await attempt(deps, trying, async (account, now) => {
    // Checked against what was read before: a password changed meanwhile is not the one that was given.
    if (!right || account.password.hash !== known?.value.password.hash) return 'password';
    if (account.password.oneTime && now > account.password.setAt + oneTimeLasts) return 'one-time password too old';
    return account;
  });
  return { person: trying.person, second: null, wants: null };
}

/** A time-based code, each good once. */
export async function giveCode(deps: SigningIn, trying: Trying, progress: Progress, code: string): Promise<Progress> {
  await attempt(deps, trying, async (account, now) => {
    const { totp } = account;
    const secret = totp === null ? null : deps.factors.reveal(totp.secret, account.person);
    const step = secret === null ? null : deps.factors.totpStep(secret, code, now);
    if (totp === null || step === null || step <= totp.lastStep) return 'code';
    return { ...account, totp: { ...totp, lastStep: step } };
  });
  return { ...progress, second: 'otp' };
}

/** `challenge` is the one that was shown for this sign-in, and good for one answer. */
export async function givePasskey(
  deps: SigningIn,
  trying: Trying,
  progress: Progress,
  { answer, challenge }: { readonly answer: unknown; readonly challenge: string },
): Promise<Progress> {
  await attempt(deps, trying, async (account) => {
    for (const passkey of account.passkeys) {
      const counter = await deps.factors.assertedCounter(answer, challenge, passkey);
      if (counter === null) continue;
      const passkeys = account.passkeys.map((one) => (one.id === passkey.id ? { ...one, counter } : one));
      return { ...account, passkeys };
    }
    return 'passkey';
  });
  return { ...progress, second: 'hwk' };
}

/** All that is needed was shown: the count of failures begins anew. */
export async function completeSignIn(deps: SigningIn, trying: Trying, { second }: Progress): Promise<void> {
  await attempt(deps, trying, async (account, now) => succeeded(account, now), { action: 'sign-in', second });
}

/** Somebody who can sign in now: an account in use, and a person who works here. Null otherwise. */
export async function whoSignsIn(
  deps: SigningIn,
  { person, client }: Trying,
): Promise<{ readonly account: Account; readonly actor: Actor } | null> {
  const found = await find<Account>(deps.ledger, 'account', person);
  const actor = await actorOf(deps, person, client);
  return found === null || actor === null ? null : { account: found.value, actor };
}

/** Tries once, as `judge` says: the account as it is afterwards, or what was wrong. */
async function attempt(
  deps: SigningIn,
  trying: Trying,
  judge: (account: Account, now: number) => Promise<Account | string>,
  done: { readonly action: string; readonly second: string | null } | null = null,
): Promise<void> {
  for (let tries = 0; tries < mostRetries; tries++) {
    const now = await timeOf(deps);
    const found = await find<Account>(deps.ledger, 'account', trying.person);
    const judged = await judgedBy(deps, trying, found, now, judge);
    try {
      if (typeof judged === 'string') {
        await deps.ledger.commit(failureOf(trying, found, judged, now));
        throw new Refused(noEntry);
      }
      // Written even when nothing changes: of many guesses at once the right one is not let past the failures.
      const detail = { client: trying.client, second: done?.second ?? null };
      const event = { at: now, actor: trying.person, action: done?.action ?? '', subject: trying.person, detail };
      return await deps.ledger.commit([
        write('account', judged, judged.value),
        ...(done === null ? [] : [{ type: 'audit', event } as const]),
      ]);
    } catch (cause) {
      // Somebody else's failure counted first: judged anew with it, so that guesses side by side count one by one.
      if (!(cause instanceof ChangedMeanwhile)) throw cause;
    }
  }
  throw new Refused('too many try to sign in to this account at once; try again later');
}

async function judgedBy(
  deps: SigningIn,
  trying: Trying,
  found: Found<Account> | null,
  now: number,
  judge: (account: Account, now: number) => Promise<Account | string>,
): Promise<Found<Account> | string> {
  if (found === null) return 'no such account';
  if (isLocked(found.value, now)) return 'locked';
  const judged = await judge(found.value, now);
  if (typeof judged === 'string') return judged;
  if ((await actorOf(deps, trying.person, trying.client)) === null) return 'not at work';
  return { ...found, value: judged };
}

/** An account that does not exist is not named in the trail: it may be a password in the wrong field. */
function failureOf(
  { person, client }: Trying,
  found: Found<Account> | null,
  why: string,
  at: number,
): readonly LedgerChange[] {
  const subject = found === null ? 'unknown' : person;
  const event = { at, actor: subject, action: 'sign-in-refused', subject, detail: { why, client } } as const;
  if (found === null || why === 'locked' || why === 'not at work') return [{ type: 'audit', event }];
  const value = failed(found.value, at);
  const changes: LedgerChange[] = [write('account', found, value), { type: 'audit', event }];
  if (value.lockedAt === null) return changes;
  const lock = { at, actor: 'gateway', action: 'account-locked', subject, detail: { hours: 24, client } };
  return [...changes, { type: 'audit', event: lock }];
}
