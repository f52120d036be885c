// In which country a recipient's domain is registered: a fact about the name, not about where the mailbox lies.
import { partsOf } from './address.ts';

/** Says nothing of a country: a generic ending, or one that is sold to everybody. */
export const unknownCountry = '??';

const soldToEverybody = new Set('ac ai cc cd co fm gg io la ly me nu sc sh so st to tv vc ws eu'.split(' '));
const american = new Set(['gov', 'mil', 'edu']);

/** ISO 3166-1 alpha-2, upper case, or `unknownCountry`. */
export function countryOf(address: string): string {
  const ending = partsOf(address).domain.split('.').at(-1) ?? '';
  if (american.has(ending)) return 'US';
  if (ending === 'uk') return 'GB';
  return /^[a-z]{2}$/.test(ending) && !soldToEverybody.has(ending) ? ending.toUpperCase() : unknownCountry;
}
