// A signed-in person with the rights they hold at this moment.
import type { Role } from './role.ts';

export interface Actor {
  /** Account id, lower case. */
  readonly person: string;
  readonly roles: readonly Role[];
  /** Stands in for the chief security officer for a period that runs now. */
  readonly deputy: boolean;
  /** Where the request came from, for the trail: an address, or `command line`. */
  readonly client: string;
}
