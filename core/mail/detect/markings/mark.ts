// A marking seen in one place, before it is settled which scheme it belongs to.
import type { RegionKind } from '../../../model/part.ts';
import type { Sense } from './lexicon.ts';

export interface Mark {
  readonly where: string;
  /** Kind of the carrier; tells how clear the marking is. */
  readonly carrier: RegionKind | 'label';
  readonly senses: readonly Sense[];
  /** Schemes whose own label, key or caveat came with it. */
  readonly hints: readonly ReadonlySet<string>[];
  readonly joint: string;
  readonly controls: boolean;
  readonly confidence: number;
  readonly offset?: number;
  readonly length?: number;
  /** Further facts for the finding's value: caveats, expiry. */
  readonly facts: Readonly<Record<string, unknown>>;
}
