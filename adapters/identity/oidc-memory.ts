// Where the embedded provider keeps sessions and tokens: in memory, so that a restart signs everybody out.
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Of each kind: a flood of begun sign-ins pushes out only its like. */
const mostKept = 20_000;

/** One store for each kind of thing, as the provider asks for them. */
export function oidcMemory(): (kind: string) => Adapter {
  const stores = new Map<string, Map<string, Kept>>();
  const storeOf = (kind: string) => {
    const store = stores.get(kind) ?? new Map<string, Kept>();
    stores.set(kind, store);
    return store;
  };
  return (kind) => adapterOn(storeOf(kind), () => [...stores.values()]);
}

function adapterOn(store: Map<string, Kept>, all: () => readonly Map<string, Kept>[]): Adapter {
  const read = (id: string) => {
    const kept = store.get(id);
    if (kept === undefined || kept.until > Date.now()) return kept?.payload;
    store.delete(id);
    return undefined;
  };
  const readBy = (name: 'uid' | 'userCode', value: string) => {
    for (const [id, { payload }] of store) if (payload[name] === value) return read(id);
    return undefined;
  };
  return {
    find: async (id) => read(id),
    findByUid: async (uid) => readBy('uid', uid),
    findByUserCode: async (code) => readBy('userCode', code),
    upsert: async (id, payload, seconds) => {
      store.delete(id);
      if (store.size >= mostKept) makeRoom(store);
      store.set(id, { payload, until: Date.now() + (seconds ?? 0) * 1000 });
    },
    consume: async (id) => {
      const payload = read(id);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => void store.delete(id),
    revokeByGrantId: async (grant) => {
      for (const one of all()) for (const [id, { payload }] of one) if (payload.grantId === grant) one.delete(id);
    },
  };
}

/** What has ended goes first, then the oldest. */
function makeRoom(store: Map<string, Kept>): void {
  const now = Date.now();
  for (const [id, { until }] of store) if (until <= now) store.delete(id);
  for (const id of store.keys()) {
    if (store.size < mostKept) return;
    store.delete(id);
  }
}
