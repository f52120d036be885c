// Who a message is from and to, and how each recipient stands to the organisation.
import type { Direction } from '../../model/envelope.ts';
import type { Examination } from '../../model/examination.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { isListed, normal, partsOf } from './address.ts';
import { hasConsent } from './consent.ts';
import { countryOf } from './country.ts';
import { isExemptRecipient, isExemptSender } from './exempt.ts';
import type { RecipientFacts } from './facts.ts';
import { givenNames } from './given-names.ts';
import type { Person } from './name-likeness.ts';
import { partnerOf, type RelationLists, relationOf, type Standing } from './relation.ts';

/** What is needed of a message to tell who writes to whom. */
export interface Correspondence {
  readonly examination: Pick<Examination, 'headers' | 'protection'>;
  /** '' is the null sender. */
  readonly mailFrom: string;
  readonly direction: Direction;
  readonly rulebook: Rulebook;
  /** Milliseconds since the epoch. */
  readonly at?: number;
}

export interface Parties {
  /** Whose account sent it: the envelope's word alone, since anybody can write a From field; '' for the null sender. */
  readonly account: string;
  /** The sender under each of their addresses. */
  readonly senders: readonly Person[];
  /** Display names of recipients by address in its compared form. */
  readonly names: ReadonlyMap<string, string>;
  readonly lists: RelationLists;
}

/** Addresses in From fields beyond this many are not compared: no honest mail has them. */
const mostAuthors = 10;

export function partiesOf({ examination: { headers }, mailFrom, rulebook }: Correspondence): Parties {
  const authors = headers.from.slice(0, mostAuthors);
  const envelope = authors.some((author) => normal(author.address) === normal(mailFrom));
  const named = [...headers.to, ...headers.cc, ...headers.bcc].filter(({ name }) => name !== '');
  return {
    account: mailFrom,
    senders: [...(mailFrom === '' || envelope ? [] : [{ name: '', address: mailFrom }]), ...authors],
    names: new Map(named.map(({ name, address }) => [normal(address), name])),
    lists: {
      ispDomains: rulebook.list('isp-domains'),
      roleWords: rulebook.list('role-words'),
      givenNames: givenNames(rulebook.list('given-names')),
    },
  };
}

export function standingOf(
  address: string,
  { account, senders, names, lists }: Parties,
  { rulebook: { pack }, direction, at, examination: { protection } }: Correspondence,
): { standing: Standing; recipient: RecipientFacts } {
  const { organisation } = pack;
  const person = { name: names.get(normal(address)) ?? '', address };
  // Only somebody of ours has a private mailbox elsewhere that matters here.
  const standing = relationOf(person, direction === 'inbound' ? [] : senders, organisation, lists);
  const senderRelations = senders.map((sender) => relationOf(sender, [person], organisation, lists).relation);
  // Either the message is sealed for its readers, or the organisation vouches for the way there.
  const endToEnd = protection === 'smime-encrypted' || protection === 'pgp-encrypted';
  const tls = standing.relation === 'partner' && partnerOf(partsOf(address).domain, organisation)?.encrypted;
  return {
    standing,
    recipient: {
      relation: standing.relation,
      sender: new Set(senderRelations),
      channel: endToEnd || tls ? 'encrypted' : 'clear',
      exempt: isExemptRecipient(address, organisation) || isExemptSender(account, direction, organisation),
      ownAddress: standing.own,
      country: countryOf(address),
      consent: hasConsent(address, organisation, at),
      encryptionGroup: isListed(account, organisation.encryptionGroup ?? []),
    },
  };
}
