// Shared mailboxes: somebody answers for each, and says every year that it still holds.
import { normal } from '../../mail/decide/address.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { create, demand, find, list, NotFound, type Oversight, perform, write } from '../act.ts';
import { addMonths, dayOf } from '../calendar.ts';
import type { Person } from './person.ts';
import { isHere } from './rights.ts';

export interface Mailbox {
  /** Also its id. */
  readonly address: string;
  /** Account of who answers for it. */
  readonly owner: string;
  /** Day of the last review. */
  readonly reviewedOn: string;
  readonly reviewedBy: string;
}

export interface ListedMailbox {
  readonly address: string;
  /** Account; of a mailbox that only the organisation file names, the address that stands there. */
  readonly owner: string;
  readonly reviewedOn: string | null;
  /** Why somebody has to look at it; null when nobody has to. */
  readonly due: 'never-reviewed' | 'a-year-ago' | 'owner-gone' | null;
}

/** Months between two reviews. */
const reviewEvery = 12;

/** Names or changes the owner, or says again that it is right: either is a review. Rejects with Refused. */
export function keepMailbox(
  oversight: Oversight,
  actor: Actor,
  { address, owner }: Pick<Mailbox, 'address' | 'owner'>,
): Promise<Mailbox> {
  const id = normal(address);
  const act = { action: 'keep-mailboxes', resource: theSystem, subject: id.slice(0, 254), detail: { owner } } as const;
  return perform(oversight, actor, act, async (now) => {
    if (!/^[^\s@/]+@[^\s@/]+$/.test(id) || id.length > 254) throw new Refused('give the whole address of the mailbox');
    const today = dayOf(now, oversight.zone);
    const person = await find<Person>(oversight.ledger, 'person', owner);
    if (person === null || !isHere(person.value, today)) throw new NotFound('person');
    const found = await find<Mailbox>(oversight.ledger, 'mailbox', id);
    const value: Mailbox = { address: id, owner, reviewedOn: today, reviewedBy: actor.person };
    return { changes: [found === null ? create('mailbox', id, value) : write('mailbox', found, value)], value };
  });
}

/** The mailbox is shared no longer. */
export function endMailbox(oversight: Oversight, actor: Actor, address: string): Promise<void> {
  const id = normal(address);
  const act = {
    action: 'keep-mailboxes',
    resource: theSystem,
    subject: id.slice(0, 254),
    detail: { ended: true },
  } as const;
  return perform(oversight, actor, act, async () => {
    const found = await find<Mailbox>(oversight.ledger, 'mailbox', id);
    if (found === null) throw new NotFound('mailbox');
    return { changes: [write('mailbox', found, null)], value: undefined };
  });
}

/** `named`: those of the organisation file, address to owner, which findings name. By address. */
export async function listMailboxes(
  oversight: Oversight,
  actor: Actor,
  named: Readonly<Record<string, string>>,
): Promise<readonly ListedMailbox[]> {
  demand(oversight, actor, 'keep-mailboxes', theSystem);
  const today = dayOf(oversight.clock(), oversight.zone);
  const found = new Map<string, ListedMailbox>();
  for (const [address, owner] of Object.entries(named))
    found.set(normal(address), { address: normal(address), owner, reviewedOn: null, due: 'never-reviewed' });
  for await (const { value } of list<Mailbox>(oversight.ledger, 'mailbox')) {
    const { address, owner, reviewedOn } = value;
    found.set(address, { address, owner, reviewedOn, due: await dueOf(value, oversight, today) });
  }
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

async function dueOf(
  { owner, reviewedOn }: Mailbox,
  { ledger }: Oversight,
  today: string,
): Promise<ListedMailbox['due']> {
  const person = await find<Person>(ledger, 'person', owner);
  if (person === null || !isHere(person.value, today)) return 'owner-gone';
  return addMonths(reviewedOn, reviewEvery) <= today ? 'a-year-ago' : null;
}
