// The SignInMemory port of one machine: in memory, so that a restart signs everybody out.
import type { Clock } from '../../core/ports.ts';
import type { SignInMemory } from '../../core/sign-in-ports.ts';

interface Kept {
  readonly value: unknown;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Of each kind: a flood of begun sign-ins pushes out only its like. */
const mostKept = 20_000;

export function signInMemory(clock: Clock = Date.now): SignInMemory {
  const stores = new Map<string, Map<string, Kept>>();
  const storeOf = (kind: string) => {
    const store = stores.get(kind) ?? new Map<string, Kept>();
    stores.set(kind, store);
    return store;
  };
  const get = (kind: string, id: string) => {
    const kept = storeOf(kind).get(id);
    return kept === undefined || kept.until <= clock() ? null : kept.value;
  };
  const put = (kind: string, id: string, value: unknown, until: number) => {
    const store = storeOf(kind);
    store.delete(id);
    if (store.size >= mostKept) makeRoom(store, clock());
    store.set(id, { value, until });
  };
  return {
    get: async (kind, id) => get(kind, id),
    put: async (kind, id, value, until) => put(kind, id, value, until),
    claim: async (kind, id, until) => {
      if (get(kind, id) !== null) return false;
      put(kind, id, true, until);
      return true;
    },
    forget: async (kind, id) => void storeOf(kind).delete(id),
  };
}

/** What has ended goes first, then the oldest. */
function makeRoom(store: Map<string, Kept>, now: number): void {
  for (const [id, { until }] of store) if (until <= now) store.delete(id);
  for (const id of store.keys()) {
    if (store.size < mostKept) return;
    store.delete(id);
  }
}
