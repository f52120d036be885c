// What somebody who signs in does next: one step after the other, decided by account, roles and what was shown so far.
import type { Account } from '../../model/account.ts';
import type { Actor } from '../access/actor.ts';
import { isExpired } from './password-rules.ts';

/** How far one sign-in has come. Only code that checked a proof may set what it proves. */
export interface Progress {
  /** Whose password was right. */
  readonly person: string;
  readonly second: 'otp' | 'hwk' | null;
  /** What the person asked to do on the way. */
  readonly wants: 'new-password' | 'new-factor' | null;
}

export type Step = 'second-factor' | 'new-password' | 'new-factor' | 'done';

/** The second factor comes before anything can be changed. */
export function nextStep(account: Account, actor: Actor, progress: Progress, now: number, zone: string): Step {
  if (hasSecondFactor(account) && progress.second === null) return 'second-factor';
  const { oneTime, setAt } = account.password;
  if (oneTime || isExpired(setAt, now, zone) || progress.wants === 'new-password') return 'new-password';
  if (progress.wants === 'new-factor' || (needsSecondFactor(actor) && progress.second === null)) return 'new-factor';
  return 'done';
}

/** Who can do more than see to their own affairs. */
export function needsSecondFactor({ roles, deputy }: Pick<Actor, 'roles' | 'deputy'>): boolean {
  return deputy || roles.some((role) => role !== 'employee');
}

export function hasSecondFactor({ totp, passkeys }: Account): boolean {
  return totp !== null || passkeys.length > 0;
}

/** Names of the methods used (RFC 8176). */
export function methodsOf({ second }: Progress): readonly string[] {
  return second === null ? ['pwd'] : ['pwd', second, 'mfa'];
}
