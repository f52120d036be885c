// How much work one message may cause before the rest of it counts as unread (DESIGN section 3, step 3).
import type { UnreadReason } from '../../model/part.ts';

export interface Limits {
  readonly depth: number;
  readonly parts: number;
  /** Bytes, summed over everything that was unpacked. */
  readonly expandedBytes: number;
  /** Characters of text kept per part. */
  readonly textPerPart: number;
  /** Milliseconds for the whole message. */
  readonly time: number;
}

export const defaultLimits: Limits = {
  depth: 16,
  parts: 10_000,
  expandedBytes: 512 * 2 ** 20,
  // Some two thousand pages; detectors take some thirty bytes of memory for each.
  textPerPart: 6_000_000,
  time: 30_000,
};

/** Thrown by Budget; whoever reads the part turns it into `read: partial` or `none` with this reason. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
  readonly why: UnreadReason;
  constructor(why: UnreadReason) {
    super(`limit reached: ${why}`);
    this.why = why;
  }
}

/** Counts what one message has cost so far. */
export class Budget {
  readonly limits: Limits;
  readonly #now: () => number;
  readonly #deadline: number;
  #parts = 0;
  #expanded = 0;

  /** `now` is a monotonic clock in milliseconds. */
  constructor(limits: Limits, now: () => number) {
    this.limits = limits;
    this.#now = now;
    this.#deadline = now() + limits.time;
  }

  /** Throws LimitReached. */
  countPart(): void {
    if (++this.#parts > this.limits.parts) throw new LimitReached('too-many-parts');
  }

  /** Throws LimitReached; call it before or while bytes come out of a container, not after. */
  spendBytes(count: number): void {
    this.#expanded += count;
    if (this.#expanded > this.limits.expandedBytes) throw new LimitReached('too-large');
  }

  /** Throws LimitReached. */
  checkTime(): void {
    if (this.#now() > this.#deadline) throw new LimitReached('too-slow');
  }

  get bytesLeft(): number {
    return Math.max(0, this.limits.expandedBytes - this.#expanded);
  }

  get millisecondsLeft(): number {
    return Math.max(0, this.#deadline - this.#now());
  }
}
