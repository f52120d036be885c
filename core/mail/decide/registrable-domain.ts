// The one place that knows tldts: which part of a host name somebody registered.
import { parse } from 'tldts';

export interface RegistrableDomain {
  /** `example.co.uk` for `mail.example.co.uk`. */
  readonly domain: string;
  /** `example`. */
  readonly label: string;
}

/** Null for public suffixes, IP addresses and names without a known ending. `host` in lower case, ASCII form. */
export function registrableDomain(host: string): RegistrableDomain | null {
  const { domain, domainWithoutSuffix } = parse(host, { allowPrivateDomains: true });
  if (domain === null || domainWithoutSuffix === null) return null;
  return { domain, label: domainWithoutSuffix };
}
