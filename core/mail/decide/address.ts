// Takes addresses apart and compares them with the domains and address lists of a pack.
import { domainToASCII, domainToUnicode } from 'node:url';
import type { Organisation } from '../../model/pack.ts';

/** RFC 5321 section 4.5.3.1.3 allows 254 characters; what is longer is no address and belongs to nobody. */
const longest = 1000;

export interface AddressParts {
  /** As written, quotes removed. */
  readonly local: string;
  /** Lower case, internationalised names in their ASCII form, no final dot; '' when there is none. */
  readonly domain: string;
}

export function partsOf(address: string): AddressParts {
  const text = address.length > longest ? '' : address.trim();
  const at = text.lastIndexOf('@');
  if (at < 0) return { local: text, domain: '' };
  const local = text.slice(0, at);
  const quoted = local.length > 1 && local.startsWith('"') && local.endsWith('"');
  return { local: quoted ? local.slice(1, -1) : local, domain: asciiDomain(text.slice(at + 1)) };
}

/** An address or domain of a list, in the form in which they are compared. */
export function normal(entry: string): string {
  const { local, domain } = partsOf(entry);
  return domain === '' ? asciiDomain(local) : `${local.toLowerCase()}@${domain}`;
}

/** Lower-case forms in which mail may carry an address in its compared form: the domain in ASCII or not (RFC 6531 section 3.2). */
export function carriedForms(address: string): readonly string[] {
  const { local, domain } = partsOf(address);
  return [address, `${local}@${domainToUnicode(domain)}`];
}

export function isWithin(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}

export function isOurs(address: string, organisation: Pick<Organisation, 'domains'>): boolean {
  const { domain } = partsOf(address);
  return domain !== '' && organisation.domains.some((own) => isWithin(domain, own));
}

/** Entries are addresses, or domains that stand for all their addresses and sub-domains. */
export function isListed(address: string, entries: readonly string[]): boolean {
  const { domain } = partsOf(address);
  if (domain === '') return false;
  const whole = normal(address);
  return entries.map(normal).some((entry) => (entry.includes('@') ? entry === whole : isWithin(domain, entry)));
}

/** What domainToASCII, which costs more than all else here, would leave as it is. */
const plainDomain = /^(?!.*xn--)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]+$/;

function asciiDomain(text: string): string {
  const bare = text.trim().toLowerCase();
  if (plainDomain.test(bare)) return bare;
  const rooted = bare.endsWith('.') ? bare.slice(0, -1) : bare;
  // An address literal such as [192.0.2.1] is no name; domainToASCII answers '' to what it refuses.
  return rooted.startsWith('[') ? rooted : domainToASCII(rooted) || rooted;
}
