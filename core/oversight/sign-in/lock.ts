// Five failures lock an account for 24 hours of elapsed time; an administrator's reset unlocks it sooner.
import type { Account } from '../../model/account.ts';

const mostFailures = 5;
/** Milliseconds. */
const lockLasts = 24 * 3_600_000;

/** A clock that went back unlocks nothing. */
export function isLocked({ lockedAt }: Account, now: number): boolean {
  return lockedAt !== null && now < lockedAt + lockLasts;
}

/** One failure more; a lock that is over begins the count anew. */
export function failed(account: Account, now: number): Account {
  if (isLocked(account, now)) return account;
  const failures = (account.lockedAt === null ? account.failures : 0) + 1;
  return { ...account, failures, lockedAt: failures >= mostFailures ? now : null };
}

export function succeeded(account: Account, now: number): Account {
  return { ...account, failures: 0, lockedAt: null, lastSignIn: now };
}
