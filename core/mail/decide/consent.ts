// Whether somebody outside agreed, by consent or contract, to get what is otherwise kept in: the organisation's register says.
import type { Organisation } from '../../model/pack.ts';
import { isListed } from './address.ts';

/** `at` in milliseconds since the epoch; without it, what ends some day counts as ended. A last day counts whole, in UTC. */
export function hasConsent(address: string, { consents = [] }: Organisation, at: number | undefined): boolean {
  return consents.some(({ party, until }) => {
    if (!isListed(address, [party])) return false;
    return until === null || (at !== undefined && at < Date.parse(`${until}T00:00:00Z`) + 24 * 3_600_000);
  });
}
