// A form that is sent twice does its work once: the second sending gets what the first got.

/** Milliseconds; and forms. */
const remembered = 15 * 60_000;
const most = 10_000;

export type Once<T> = (name: string, work: () => Promise<T>) => Promise<T>;

/** Kept in memory, but for results that are not worth it. What failed may be tried again. */
export function onceOnly<T>(clock: () => number, isKept: (result: T) => boolean): Once<T> {
  const begun = new Map<string, { readonly at: number; readonly result: Promise<T> }>();
  return async (name, work) => {
    const known = begun.get(name);
    if (known !== undefined) return known.result;
    for (const [old, { at }] of begun) {
      if (clock() - at < remembered && begun.size < most) break;
      begun.delete(old);
    }
    const result = work();
    begun.set(name, { at: clock(), result });
    const forget = () => begun.delete(name);
    result.then((done) => isKept(done) || forget(), forget);
    return result;
  };
}
