// Whether a session still counts: the account's newest reset, and what the person's roles ask of the sign-in.
import type { Account } from '../../model/account.ts';
import type { Clock, Ledger } from '../../ports.ts';
import { find } from '../act.ts';
import { actorOf } from '../people/rights.ts';
import { needsSecondFactor } from './steps.ts';

export interface Session {
  readonly person: string;
  /** When the password was given, milliseconds since the epoch. */
  readonly begun: number;
  /** RFC 8176. */
  readonly methods: readonly string[];
}

/** A right that was given since asks for a second factor as well. `elsewhere`: another issuer keeps the account. */
export async function isStillSignedIn(
  deps: { readonly ledger: Ledger; readonly clock: Clock; readonly zone: string },
  { person, begun, methods }: Session,
  elsewhere = false,
): Promise<boolean> {
  const found = await find<Account>(deps.ledger, 'account', person);
  if (found === null ? !elsewhere : begun < found.value.sessionsFrom) return false;
  const actor = await actorOf(deps, person, '');
  return actor !== null && (methods.includes('mfa') || !needsSecondFactor(actor));
}
