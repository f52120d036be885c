// Gives an account a one-time password: makes it, unlocks it, and closes its sessions.
import type { Account } from '../../model/account.ts';
import type { LedgerChange } from '../../model/ledger.ts';
import { type Ledger, Refused } from '../../ports.ts';
import type { Factors } from '../../sign-in-ports.ts';
import type { Actor } from '../access/actor.ts';
import { personResource } from '../access/resource.ts';
import { create, find, NotFound, type Oversight, perform, write } from '../act.ts';
import type { Person } from '../people/person.ts';
import { remembered } from './password-rules.ts';

export interface Reset {
  readonly person: string;
  /** Also takes codes and passkeys away, for who lost theirs. */
  readonly factors: boolean;
}

/** Resolves with the one-time password, which is kept nowhere else. Rejects with Refused for oneself. */
export async function resetAccount(
  oversight: Oversight & { readonly factors: Factors },
  actor: Actor,
  { person, factors }: Reset,
): Promise<string> {
  const resource = personResource({ id: person, manager: null });
  const act = { action: 'reset-account', resource, subject: person, detail: { factors } } as const;
  return perform(oversight, actor, act, async (now) => {
    const found = await find<Person>(oversight.ledger, 'person', person);
    if (found === null) throw new NotFound('person');
    if (found.value.status === 'left') throw new Refused('this person has left; they have no account');
    const { change, password } = await withOneTimePassword(oversight, { person, factors }, now);
    return { changes: [change], value: password };
  });
}

export type PasswordMaking = Pick<Factors, 'oneTimePassword' | 'hashPassword'>;

/** For the first administrator, whom nobody could reset. */
export async function withOneTimePassword(
  { ledger, factors: chosen }: { readonly ledger: Ledger; readonly factors: PasswordMaking },
  { person, factors }: Reset,
  now: number,
): Promise<{ readonly change: LedgerChange; readonly password: string }> {
  const password = chosen.oneTimePassword();
  const kept = { hash: await chosen.hashPassword(password), setAt: now, oneTime: true };
  const found = await find<Account>(ledger, 'account', person);
  if (found === null) return { change: create('account', person, newAccount(person, kept, now)), password };
  const { value } = found;
  // A one-time password was nobody's choice and need not be remembered.
  const former = value.password.oneTime ? value.former : [value.password.hash, ...value.former].slice(0, remembered);
  const open = { ...value, password: kept, former, failures: 0, lockedAt: null, sessionsFrom: now };
  const change = write('account', found, factors ? { ...open, totp: null, passkeys: [] } : open);
  return { change, password };
}

function newAccount(person: string, password: Account['password'], now: number): Account {
  return {
    person,
    password,
    former: [],
    failures: 0,
    lockedAt: null,
    totp: null,
    passkeys: [],
    sessionsFrom: now,
    lastSignIn: null,
  };
}
