// The one right that nobody gives: the first administrator, by who runs the installation, while there is none.
import type { LedgerChange } from '../../model/ledger.ts';
import { Refused } from '../../ports.ts';
import { create, find, list, type Oversight, write } from '../act.ts';
import { addMonths, dayOf } from '../calendar.ts';
import { type PasswordMaking, withOneTimePassword } from '../sign-in/reset-account.ts';
import { isAccountId, type Person, type Right, rightId } from './person.ts';
import { runs } from './rights.ts';

/** Months, in which the administrator gives rights to others and has their own renewed. */
const firstPeriod = 12;

export interface FirstAdministrator {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

/** Resolves with a one-time password, kept nowhere else. Rejects with Refused when somebody administers already. */
export async function appointFirstAdministrator(
  { ledger, clock, zone, factors }: Pick<Oversight, 'ledger' | 'clock' | 'zone'> & { readonly factors: PasswordMaking },
  { id, name, address }: FirstAdministrator,
): Promise<string> {
  if (!isAccountId(id)) throw new Refused('an account id has lower-case letters, digits, dots and hyphens');
  const now = clock();
  const today = dayOf(now, zone);
  for await (const { value } of list<Right>(ledger, 'right'))
    if (value.role === 'administrator' && runs(value, today))
      throw new Refused(`there is an administrator already (${value.person}); ask them`);
  const right: Right = {
    person: id,
    role: 'administrator',
    from: today,
    until: addMonths(today, firstPeriod),
    givenBy: 'command line',
    givenAt: now,
    lastUsed: null,
    ended: null,
  };
  const before = await find<Right>(ledger, 'right', rightId(id, 'administrator'));
  const changes: LedgerChange[] = [
    before === null ? create('right', rightId(id, 'administrator'), right) : write('right', before, right),
  ];
  if ((await find<Person>(ledger, 'person', id)) === null)
    changes.push(create('person', id, personOf(id, name, address)));
  const detail = { role: 'administrator', until: right.until };
  const event = { at: now, actor: 'command line', action: 'give-right', subject: id, detail };
  const { change, password } = await withOneTimePassword({ ledger, factors }, { person: id, factors: true }, now);
  await ledger.commit([...changes, change, { type: 'audit', event }]);
  return password;
}

function personOf(id: string, name: string, address: string): Person {
  const addresses = [address.toLowerCase()];
  return { id, name, addresses, language: 'en', manager: null, isManager: false, status: 'active', leaveSince: null };
}
