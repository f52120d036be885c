// What may be blocked and what may not: one form for each target, and why a target is refused at once.
import { isListed, isOurs, isWithin, normal, partsOf } from '../../mail/decide/address.ts';
import { addressGlob, globsMeet, longestGlob } from '../../mail/decide/address-glob.ts';
import { isFreeMail, someFreeMail } from '../../mail/decide/free-mail.ts';
import { wordsOf } from '../../mail/decide/personal-name.ts';
import { registrableDomain } from '../../mail/decide/registrable-domain.ts';
import type { BlockTarget } from '../../model/sender-block.ts';
import type { HouseTerms } from '../house-terms.ts';

export const targetRefusals = [
  'no-address',
  'no-domain',
  'no-name',
  'no-pattern',
  'own-domain',
  'protected-sender',
  'shared-provider',
  'too-broad',
] as const;

export interface TargetRefusal {
  readonly because: (typeof targetRefusals)[number];
  /** In words, with what can be done instead. */
  readonly says: string;
  /** The nearest that can be blocked: its kind; null when nothing near can. */
  readonly instead: BlockTarget['kind'] | null;
}

type Lists = Pick<HouseTerms, 'organisation' | 'ispDomains'>;

const says: Readonly<Record<TargetRefusal['because'], readonly [string, TargetRefusal['instead']]>> = {
  'no-address': ['this is no whole address; give it as name@domain', 'address'],
  'no-domain': ['this is no domain that somebody registered; give one such as shop.example', 'domain'],
  'no-name': ['the display name has no letters; block the exact address instead', 'address'],
  'no-pattern': ['a pattern is a whole address with * or ? in it, of at most 200 characters', 'address'],
  'own-domain': ['mail of our own people is not blocked; refer a suspicion to corporate security instead', null],
  'protected-sender': [
    'this would stop a sender that may always write to us; block an exact address instead',
    'address',
  ],
  'shared-provider': ['many people share this provider; block the exact address, or a display name at it', 'address'],
  'too-broad': [
    'this pattern would stop far more than one sender; block a domain or an exact address instead',
    'domain',
  ],
};

/** In the form in which targets are compared and kept. */
export function normalTarget(target: BlockTarget): BlockTarget {
  switch (target.kind) {
    case 'address':
      return { kind: 'address', address: normal(target.address) };
    case 'domain':
      return { kind: 'domain', domain: domainOf(target.domain) };
    case 'name':
      return { kind: 'name', name: target.name.trim().slice(0, 200), domain: domainOf(target.domain) };
    case 'pattern':
      return { kind: 'pattern', pattern: target.pattern.trim().toLowerCase() };
  }
}

/** As people write it, also with an @ before it. */
function domainOf(text: string): string {
  return normal(text.trim().replace(/^@/, ''));
}

/** Words of a display name, as names are compared. */
export function nameKey(name: string): string {
  return wordsOf(name).join(' ');
}

/** A target in one line: `*@shop.example`, `"Big Prizes" at shop.example`. */
export function wordsOfTarget(target: BlockTarget): string {
  switch (target.kind) {
    case 'address':
      return target.address;
    case 'domain':
      return `*@${target.domain}`;
    case 'name':
      return `"${target.name}" @${target.domain}`;
    case 'pattern':
      return target.pattern;
  }
}

/** Of a target in its normal form; null when it may be blocked. */
export function refusalOf(target: BlockTarget, lists: Lists): TargetRefusal | null {
  const because = whyNot(target, lists);
  if (because === null) return null;
  const [text, instead] = says[because];
  return { because, says: text, instead };
}

function whyNot(target: BlockTarget, lists: Lists): TargetRefusal['because'] | null {
  switch (target.kind) {
    case 'address':
      return whyNotAddress(target.address, lists);
    case 'domain':
      return whyNotDomain(target.domain, lists) ?? (isShared(target.domain, lists) ? 'shared-provider' : null);
    case 'name':
      return nameKey(target.name) === '' ? 'no-name' : whyNotDomain(target.domain, lists);
    case 'pattern':
      return whyNotPattern(target.pattern, lists);
  }
}

function whyNotAddress(address: string, { organisation }: Lists): TargetRefusal['because'] | null {
  if (!/^[^\s@/*]+@[^\s@/*]+$/.test(address) || address.length > 254) return 'no-address';
  if (isOurs(address, organisation)) return 'own-domain';
  return isListed(address, organisation.protectedSenders ?? []) ? 'protected-sender' : null;
}

function whyNotDomain(domain: string, { organisation }: Lists): TargetRefusal['because'] | null {
  if (domain.length > 253 || registrableDomain(domain) === null) return 'no-domain';
  if (organisation.domains.some((own) => isWithin(domain, own) || isWithin(own, domain))) return 'own-domain';
  const shields = (organisation.protectedSenders ?? []).map((entry) => partsOf(entry).domain || entry);
  return shields.some((shield) => isWithin(domain, shield) || isWithin(shield, domain)) ? 'protected-sender' : null;
}

function isShared(domain: string, { ispDomains }: Lists): boolean {
  const registered = registrableDomain(domain)?.domain ?? domain;
  return [domain, registered].some((each) => isFreeMail(each) || ispDomains.has(each));
}

/** Letters and digits that a pattern must at least name: in its domain, or before the sign of a provider's address. */
const fewestLiterals = 4;

function whyNotPattern(pattern: string, lists: Lists): TargetRefusal['because'] | null {
  const at = pattern.lastIndexOf('@');
  if (at < 1 || pattern.length > longestGlob || !/[*?]/.test(pattern) || /[\s/]/.test(pattern)) return 'no-pattern';
  const [local, domain] = [pattern.slice(0, at), pattern.slice(at + 1)];
  const { organisation } = lists;
  if (organisation.domains.some((own) => meetsDomain(domain, own))) return 'own-domain';
  const shields = organisation.protectedSenders ?? [];
  if (shields.some((entry) => (entry.includes('@') ? globsMeet(pattern, entry) : meetsDomain(domain, entry))))
    return 'protected-sender';
  // The public suffix tells senders apart no more than the sign does.
  const lastDot = domain.lastIndexOf('.');
  if (lastDot < 1 || /[*?]/.test(domain.slice(lastDot)) || literals(domain.slice(0, lastDot)) < fewestLiterals)
    return 'too-broad';
  if (!/[*?]/.test(domain) && registrableDomain(domain) === null) return 'no-domain';
  return literals(local) < fewestLiterals && meetsShared(domain, lists) ? 'shared-provider' : null;
}

function meetsDomain(glob: string, domain: string): boolean {
  return globsMeet(glob, domain) || globsMeet(glob, `*.${domain}`);
}

function meetsShared(domain: string, lists: Lists): boolean {
  if (!/[*?]/.test(domain)) return isShared(domain, lists);
  const { matches } = addressGlob(domain);
  return someFreeMail(matches) || lists.ispDomains.values().some(matches);
}

function literals(glob: string): number {
  return glob.replace(/[^\p{L}\p{N}]/gu, '').length;
}
