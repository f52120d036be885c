// How long a client has got nothing done: the patrol goes by it. Times in milliseconds, on the process's own clock.

export interface Pace {
  /** A step towards a message was made. */
  progressed(): void;
  /** The client waits for us until this is done. */
  waits<T>(work: Promise<T>): Promise<T>;
  /** Since the client got anything done; 0 while it waits for us. */
  idleFor(): number;
  /** Likewise since it did anything worth waiting for: a command that was passed on, or some kilobytes of a message. */
  stalledFor(): number;
}

/** Bytes of a message; a client that brings fewer between two looks at it trickles. */
const worthwhile = 16 * 1024;

/** `bytesRead`: from the client so far. */
export function pace(bytesRead: () => number): Pace {
  let progressAt = performance.now();
  let waiting = 0;
  let lively = { at: progressAt, bytes: 0 };
  const isLively = () => {
    lively = { at: performance.now(), bytes: bytesRead() };
  };
  return {
    progressed() {
      progressAt = performance.now();
    },
    waits(work) {
      waiting++;
      return work.finally(() => {
        waiting--;
        isLively();
      });
    },
    idleFor: () => (waiting === 0 ? performance.now() - progressAt : 0),
    stalledFor() {
      if (bytesRead() - lively.bytes >= worthwhile) isLively();
      return waiting === 0 ? performance.now() - Math.max(progressAt, lively.at) : 0;
    },
  };
}
