// What a reader of one format is. A reader gets bytes of a type judged by content and says what it found in them.
import type { PageSurvey, PartRole, ReadState, RegionKind, UnreadReason } from '../../model/part.ts';
import type { Budget } from './limits.ts';

/** Something to be read: an attachment, an archive entry, an embedded object. */
export interface Item {
  readonly path: string;
  readonly name: string | null;
  readonly declaredType: string | null;
  /** Media type judged by content. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A text got out of an item; extract.ts makes its `where` from the item's path and `region`. */
export interface ReadText {
  readonly kind: RegionKind;
  /** Region name in `where` behind `#`; '' for the item's main text. */
  readonly region: string;
  readonly label?: string;
  readonly text: string;
}

/** Something inside the item that is a part of its own. */
export interface Child {
  readonly name: string;
  readonly role: PartRole;
  readonly declaredType?: string;
  /** Null when it could not be got out; then `why` says so. */
  readonly bytes: Uint8Array | null;
  readonly why?: UnreadReason;
  /** Facts known from the container, e.g. `symlink`, `slip-path`. */
  readonly facts?: readonly string[];
}

export interface ReadResult {
  readonly texts: readonly ReadText[];
  readonly facts: readonly string[];
  readonly page?: PageSurvey;
  /** Pulled one at a time, so that expanded bytes need not all be resident. May throw LimitReached. */
  readonly children?: Iterable<Child> | AsyncIterable<Child>;
  readonly read: ReadState;
  readonly why?: UnreadReason;
}

/**
 * Reads one item. May throw LimitReached (over a limit) or any other error (counted as `corrupt`); neither loses the
 * message. Must be linear in the size of the item and must not keep state between calls except compiled engines.
 */
export type Reader = (item: Item, budget: Budget) => ReadResult | Promise<ReadResult>;
