// How an address stands to the organisation, and why it counts as personal.
import type { Relation } from '../../model/envelope.ts';
import type { Organisation } from '../../model/pack.ts';
import { isListed, isOurs, isWithin, partsOf } from './address.ts';
import { isFreeMail } from './free-mail.ts';
import { likenessOf, type NameLists, type Person } from './name-likeness.ts';
import { registrableDomain } from './registrable-domain.ts';

export interface RelationLists extends NameLists {
  /** Domains at which internet providers give their customers mailboxes. */
  readonly ispDomains: ReadonlySet<string>;
}

export interface Standing {
  readonly relation: Relation;
  /** Why it is personal; null otherwise. */
  readonly reason: string | null;
  /** Whether it looks like the own address of one of the others, surely enough to keep things from it. */
  readonly own: boolean;
}

/**
 * `others` are those whose own address this might be: the sender's names for a recipient. What the organisation declared
 * goes before what is inferred, so a partner's mailbox is never called personal.
 */
export function relationOf(
  party: Person,
  others: readonly Person[],
  organisation: Organisation,
  lists: RelationLists,
): Standing {
  if (isOurs(party.address, organisation)) return { relation: 'internal', reason: null, own: false };
  const likenesses = others.flatMap((other) => likenessOf(party, other, lists) ?? []);
  const likeness = likenesses[0];
  if (isListed(party.address, organisation.declaredPersonal)) {
    return { relation: 'personal', reason: 'declared personal address', own: likeness !== undefined };
  }
  // Declared by hand, one by one: a contractor who works from a free mailbox, or bears the sender's name.
  if (isListed(party.address, organisation.businessContacts ?? [])) {
    return { relation: 'external', reason: null, own: false };
  }
  const { domain } = partsOf(party.address);
  if (partnerOf(domain, organisation) !== null) return { relation: 'partner', reason: null, own: false };

  const registered = registrableDomain(domain)?.domain ?? domain;
  // bbrown at a law firm may be anybody's; at a provider it is rarely another's. rosehill.community is a place.
  const tells = new Set(likenesses.map((each) => each.tells));
  const own = tells.has('name');
  const ownAccount = own || tells.has('initials');
  if (isFreeMail(domain) || isFreeMail(registered))
    return { relation: 'personal', reason: 'free-mail provider', own: ownAccount };
  if (lists.ispDomains.has(domain) || lists.ispDomains.has(registered)) {
    return { relation: 'personal', reason: 'internet provider', own: ownAccount };
  }
  return likeness === undefined
    ? { relation: 'external', reason: null, own }
    : { relation: 'personal', reason: likeness.reason, own };
}

/** The closest declared partner: `secure.partner.example` before `partner.example`. */
export function partnerOf(domain: string, organisation: Organisation): Organisation['partners'][number] | null {
  const all = organisation.partners.filter((partner) => domain !== '' && isWithin(domain, partner.domain));
  return all.reduce<Organisation['partners'][number] | null>(
    (best, partner) => (best === null || partner.domain.length > best.domain.length ? partner : best),
    null,
  );
}
