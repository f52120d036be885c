// Whose mail a block concerns: the requester's own addresses, and those of the people who answer to them.
import { normal } from '../../mail/decide/address.ts';
import type { SenderBlock } from '../../model/sender-block.ts';
import type { Ledger } from '../../ports.ts';
import { list } from '../act.ts';
import type { Person } from '../people/person.ts';

/** Addresses by account. */
export type Everybody = ReadonlyMap<string, Pick<Person, 'addresses' | 'manager' | 'status'>>;

export async function everybody(ledger: Pick<Ledger, 'records'>): Promise<Everybody> {
  const found = new Map<string, Person>();
  for await (const { id, value } of list<Person>(ledger, 'person')) found.set(id, value);
  return found;
}

/** In their compared form; null: everybody's. */
export function addressesOf(
  { scope, askedBy }: Pick<SenderBlock, 'scope' | 'askedBy'>,
  people: Everybody,
): ReadonlySet<string> | null {
  if (scope === 'organisation') return null;
  const own = people.get(askedBy)?.addresses ?? [];
  const team = scope === 'team' ? teamOf(askedBy, people).flatMap((id) => people.get(id)?.addresses ?? []) : [];
  return new Set([...own, ...team].map(normal));
}

/** Accounts of those who answer to somebody and have not left. */
export function teamOf(manager: string, people: Everybody): readonly string[] {
  return [...people].filter(([, person]) => person.manager === manager && person.status !== 'left').map(([id]) => id);
}
