// Changes that people make to their own account while they sign in: password, time-based codes, passkeys.
import type { Account, Passkey } from '../../model/account.ts';
import { Refused } from '../../ports.ts';
import { find, NotFound, timeOf, write } from '../act.ts';
import { mustBeStrong, normalPassword, remembered } from './password-rules.ts';
import type { SigningIn, Trying } from './sign-in.ts';
import type { Progress } from './steps.ts';

const mostPasskeys = 10;

/** Rejects with Refused when it is weak or one of the last ten. */
export async function chooseNewPassword(
  deps: SigningIn,
  trying: Trying,
  progress: Progress,
  typed: string,
): Promise<Progress> {
  const password = normalPassword(typed);
  mustBeStrong(password, [trying.person]);
  await change(deps, trying, { changed: 'password' }, async (account, now) => {
    const before = [account.password.hash, ...account.former];
    for (const hash of before)
      if (await deps.factors.isPassword(password, hash))
        throw new Refused(`choose a password that is none of your last ${remembered}`);
    const hash = await deps.factors.hashPassword(password);
    // Other sessions began with the old password.
    return {
      ...account,
      password: { hash, setAt: now, oneTime: false },
      former: before.slice(0, remembered),
      sessionsFrom: now,
    };
  });
  return { ...progress, wants: null };
}

/** Rejects with Refused unless the code shows that an app has the secret. */
export async function addTotp(
  deps: SigningIn,
  trying: Trying,
  progress: Progress,
  { secret, code }: { readonly secret: string; readonly code: string },
): Promise<Progress> {
  await change(deps, trying, { changed: 'codes' }, async (account, now) => {
    const lastStep = deps.factors.totpStep(secret, code, now);
    if (lastStep === null)
      throw new Refused('that is not the code which the app shows now; look at the clock of its device');
    return { ...account, totp: { secret: deps.factors.hide(secret, account.person), addedAt: now, lastStep } };
  });
  return { ...progress, second: progress.second ?? 'otp', wants: null };
}

export async function addPasskey(
  deps: SigningIn,
  trying: Trying,
  progress: Progress,
  { answer, challenge }: { readonly answer: unknown; readonly challenge: string },
): Promise<Progress> {
  await change(deps, trying, { changed: 'passkey' }, async (account, now) => {
    const passkey: Passkey | null = await deps.factors.registeredPasskey(answer, challenge, now);
    if (passkey === null) throw new Refused('the passkey could not be added; try again');
    if (account.passkeys.some(({ id }) => id === passkey.id)) throw new Refused('this passkey is there already');
    if (account.passkeys.length >= mostPasskeys)
      throw new Refused(`an account has at most ${mostPasskeys} passkeys; have them reset`);
    return { ...account, passkeys: [...account.passkeys, passkey] };
  });
  return { ...progress, second: progress.second ?? 'hwk', wants: null };
}

async function change(
  deps: SigningIn,
  { person, client }: Trying,
  detail: Readonly<Record<string, string>>,
  work: (account: Account, now: number) => Promise<Account>,
): Promise<void> {
  const now = await timeOf(deps);
  const found = await find<Account>(deps.ledger, 'account', person);
  if (found === null) throw new NotFound('account');
  const value = await work(found.value, now);
  const event = { at: now, actor: person, action: 'account-changed', subject: person, detail: { ...detail, client } };
  await deps.ledger.commit([write('account', found, value), { type: 'audit', event }]);
}
