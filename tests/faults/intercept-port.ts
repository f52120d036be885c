// Puts something between core and one of its ports, for every method alike.

export interface Call {
  /** `port.method`. */
  readonly step: string;
  readonly args: readonly unknown[];
  /** What the real port does; null for a method that gives a list bit by bit, which is begun afterwards unless the answer is null. */
  readonly work: (() => Promise<unknown>) | null;
}

/** Resolves with what the caller gets. */
export type Intercept = (call: Call) => Promise<unknown>;

export const undisturbed: Intercept = async ({ work }) => work?.();

/** Methods that give an AsyncIterable. */
const listing: ReadonlySet<string> = new Set([
  'unfinished',
  'listRaw',
  'heldItems',
  'messages',
  'records',
  'auditEntries',
  'query',
]);
const immediate: ReadonlySet<string> = new Set(['fingerprint']);

export function interceptPort<Port extends object>(name: string, port: Port, intercept: Intercept): Port {
  return new Proxy(port, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (typeof found !== 'function' || immediate.has(String(key))) return found;
      const step = `${name}.${String(key)}`;
      if (listing.has(String(key))) {
        return async function* (...args: readonly unknown[]): AsyncGenerator<unknown> {
          const nothing = await intercept({ step, args, work: null });
          // All at once: what is abandoned half-way would keep a folder open.
          if (nothing !== null) yield* await Array.fromAsync(found.apply(target, args) as AsyncIterable<unknown>);
        };
      }
      return (...args: readonly unknown[]) => intercept({ step, args, work: async () => found.apply(target, args) });
    },
  });
}
