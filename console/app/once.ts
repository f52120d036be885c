// A form that is sent twice does its work once, also where the second sending reaches another process: it gets what the first got.
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../core/ports.ts';
import type { SignInMemory } from '../../core/sign-in-ports.ts';

/** Resolves with null while the first sending is still at work after the second has waited long enough. */
export type Once<T> = (name: string, work: () => Promise<T>) => Promise<T | null>;

interface Remembering<T> {
  readonly memory: SignInMemory;
  readonly clock: Clock;
  /** Whether a result is remembered; it must be plain JSON then. */
  readonly isKept: (result: T) => boolean;
  /** That the memory failed after the work: what was done is done, and its result counts. */
  readonly report: (event: { readonly event: 'form-not-remembered'; readonly cause: unknown }) => void;
  /** Looks for the first one's result, at most. */
  readonly looks?: number;
}

/** Milliseconds. */
const remembered = 15 * 60_000;
const betweenLooks = 200;
/** As many as a request may wait for. */
const usualLooks = 100;

const [sent, result] = ['form', 'form-result'];

/** What failed, or is not remembered, may be done again. */
export function onceOnly<T>({ memory, clock, isKept, report, looks = usualLooks }: Remembering<T>): Once<T> {
  const doNow = async (name: string, work: () => Promise<T>): Promise<T> => {
    const done = await work().catch(async (cause: unknown) => {
      await memory.forget(sent, name);
      throw cause;
    });
    const kept = isKept(done) ? memory.put(result, name, done, clock() + remembered) : memory.forget(sent, name);
    await kept.catch((cause: unknown) => report({ event: 'form-not-remembered', cause }));
    return done;
  };
  return async (name, work) => {
    for (let look = 0; look < looks; look++) {
      if (await memory.claim(sent, name, clock() + remembered)) return doNow(name, work);
      const known = await memory.get(result, name);
      if (known !== null) return known as T;
      await pause(betweenLooks);
    }
    return null;
  };
}
