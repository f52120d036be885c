// Domains that are meant to be taken for one of the organisation's own or a partner's.
import { domainToUnicode } from 'node:url';
import type { Organisation } from '../../../model/pack.ts';
import { isWithin } from '../../decide/address.ts';
import { isFreeMail } from '../../decide/free-mail.ts';
import { registrableDomain } from '../../decide/registrable-domain.ts';
import { isOneSlip, skeleton } from './confusable.ts';

/** How a domain imitates another. `confusable` looks the same, `embedded` carries the whole name in front of its own. */
export type Imitation = 'confusable' | 'embedded' | 'misspelt' | 'other-ending' | 'lure-word';

export interface LookAlike {
  readonly how: Imitation;
  /** The domain that is imitated, as the policy names it. */
  readonly of: string;
}

interface Guarded {
  readonly domain: string;
  readonly label: string;
  readonly skeleton: string;
  readonly labelSkeleton: string;
}

interface Seen {
  readonly host: string;
  readonly label: string;
  /** Skeletons of the whole name, and of the label that was registered. */
  readonly shape: string;
  readonly labelShape: string;
}

/** A name shorter than this has too many honest neighbours. */
const leastLabel = 5;
const longestHost = 253;

/** `lureWords` are words that people expect beside a name: secure, login, support. */
export function lookAlikeFinder(
  { domains, partners }: Pick<Organisation, 'domains' | 'partners'>,
  lureWords: ReadonlySet<string>,
): (host: string) => LookAlike | null {
  const known = [...domains, ...partners.map(({ domain }) => domain)];
  const guarded = known.map((domain): Guarded => {
    const label = registrableDomain(domain)?.label ?? domain.split('.', 1)[0] ?? domain;
    return { domain, label, skeleton: skeleton(domainToUnicode(domain)), labelSkeleton: skeleton(label) };
  });
  return (host) => {
    if (host === '' || host.length > longestHost || known.some((domain) => isWithin(host, domain))) return null;
    const own = registrableDomain(host);
    if (own === null || isFreeMail(own.domain)) return null;
    const seen: Seen = {
      host,
      ...own,
      shape: skeleton(domainToUnicode(host)),
      labelShape: skeleton(domainToUnicode(own.domain).split('.', 1)[0] ?? ''),
    };
    for (const each of guarded) {
      const how = imitation(seen, each, lureWords);
      if (how !== null) return { how, of: each.domain };
    }
    return null;
  };
}

function imitation(
  { host, label, shape, labelShape }: Seen,
  original: Guarded,
  lureWords: ReadonlySet<string>,
): Imitation | null {
  if (shape === original.skeleton || shape.endsWith(`.${original.skeleton}`)) return 'confusable';
  // agency.example.login.invalid, agency-example.invalid, agencyexample.invalid
  if (`.${host}`.includes(`.${original.domain}.`)) return 'embedded';
  const joined = label.replaceAll('-', '');
  if (original.domain.includes('.') && joined === original.domain.replaceAll(/[.-]/g, '')) return 'embedded';
  if (original.label.length < leastLabel) return null;
  if (label === original.label) return 'other-ending';
  if (labelShape === original.labelSkeleton) return 'confusable';
  if (joined === original.label.replaceAll('-', '')) return 'misspelt';
  if (isOneSlip(label, original.label) && label[0] === original.label[0]) return 'misspelt';
  return isNameWithLure(label, original.label, lureWords) ? 'lure-word' : null;
}

/** agency-secure, login-agency, agencyportal. */
function isNameWithLure(label: string, name: string, lureWords: ReadonlySet<string>): boolean {
  const at = label.indexOf(name);
  if (at < 0) return false;
  const rest = [...label.slice(0, at).split('-'), ...label.slice(at + name.length).split('-')].filter(Boolean);
  return rest.length > 0 && rest.every((word) => lureWords.has(word));
}
