// Reads the content of one DATA command into memory, within the size limit and the memory set aside for all sessions.
import type { Readable } from 'node:stream';

/** Bytes of all messages that are being received or dealt with, and how many are being dealt with. */
export interface MemoryBudget {
  readonly free: number;
  /** No further message may be taken in now. */
  readonly full: boolean;
  /** Counts a message; false when there are too many. */
  enter(): boolean;
  leave(): void;
  /** False when there is not enough left. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function memoryBudget(total: number, mostMessages = Number.POSITIVE_INFINITY): MemoryBudget {
  let used = 0;
  let messages = 0;
  return {
    get full() {
      return messages >= mostMessages;
    },
    enter() {
      if (messages >= mostMessages) return false;
      messages++;
      return true;
    },
    leave() {
      messages--;
    },
    get free() {
      return total - used;
    },
    take(bytes) {
      if (used + bytes > total) return false;
      used += bytes;
      return true;
    },
    give(bytes) {
      used -= bytes;
    },
  };
}

export type Intake =
  /** `done`, called once, gives memory and place back. */
  | { readonly state: 'complete'; readonly raw: Uint8Array; done(): void }
  | { readonly state: 'too-large' }
  | { readonly state: 'no-memory' };

/** Most mail fits into the first; memory outside the heap that is taken and left makes the collector run. */
const firstSlab = 4 * 1024;
const largestSlab = 64 * 1024;

/** Reads to the end in any case, as SMTP has no way to stop a sender. Rejects when the client went away before. */
export async function takeIn(stream: Readable, limit: number, budget: MemoryBudget): Promise<Intake> {
  let refused: Intake | null = null;
  let taken = 0;
  const content = slabs();
  const giveBack = (): void => {
    budget.give(taken);
    taken = 0;
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (refused !== null) continue;
      if (content.length + chunk.length > limit) refused = { state: 'too-large' };
      else if (!budget.take(chunk.length)) refused = { state: 'no-memory' };
      if (refused !== null) {
        content.clear();
        giveBack();
        continue;
      }
      taken += chunk.length;
      content.append(chunk);
    }
  } catch (cause) {
    giveBack();
    throw cause;
  }
  if (refused !== null) return refused;
  // Only now: whoever trickles a message takes no place from others.
  if (!budget.enter()) {
    giveBack();
    return { state: 'no-memory' };
  }
  const done = () => {
    giveBack();
    budget.leave();
  };
  return { state: 'complete', raw: content.joined(), done };
}

/** Copies, since a chunk of a few bytes may keep the 64 KB alive that it was cut from. */
function slabs(): { readonly length: number; append(chunk: Buffer): void; clear(): void; joined(): Buffer } {
  let full: Buffer[] = [];
  let current = Buffer.allocUnsafe(firstSlab);
  let used = 0;
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(chunk) {
      length += chunk.length;
      for (let at = 0; at < chunk.length; ) {
        const copied = chunk.copy(current, used, at);
        at += copied;
        used += copied;
        if (used < current.length) continue;
        full.push(current);
        current = Buffer.allocUnsafe(Math.min(largestSlab, 2 * current.length));
        used = 0;
      }
    },
    clear() {
      full = [];
      used = 0;
      length = 0;
    },
    joined: () => Buffer.concat([...full, current.subarray(0, used)]),
  };
}
