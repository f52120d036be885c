// Where the embedded provider keeps sessions and tokens: in memory, so that a restart signs everybody out.

/** What the provider hands over to be kept; of its names only these matter here. */
interface Payload {
  uid?: string | undefined;
  userCode?: string | undefined;
  grantId?: string | undefined;
  consumed?: unknown;
}

interface Kept<P> {
  readonly payload: P;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Of each kind: a flood of begun sign-ins pushes out only its like. */
const mostKept = 20_000;

/** One store for each kind of thing, as the provider asks for them. */
export function oidcMemory<P extends Payload>() {
  const stores = new Map<string, Map<string, Kept<P>>>();
  const storeOf = (kind: string) => {
    const store = stores.get(kind) ?? new Map<string, Kept<P>>();
    stores.set(kind, store);
    return store;
  };
  return (kind: string) => adapterOn(storeOf(kind), () => [...stores.values()]);
}

function adapterOn<P extends Payload>(store: Map<string, Kept<P>>, all: () => readonly Map<string, Kept<P>>[]) {
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
    find: async (id: string) => read(id),
    findByUid: async (uid: string) => readBy('uid', uid),
    findByUserCode: async (code: string) => readBy('userCode', code),
    upsert: async (id: string, payload: P, seconds?: number) => {
      store.delete(id);
      if (store.size >= mostKept) makeRoom(store);
      store.set(id, { payload, until: Date.now() + (seconds ?? 0) * 1000 });
    },
    consume: async (id: string) => {
      const payload = read(id);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id: string) => void store.delete(id),
    revokeByGrantId: async (grant: string) => {
      for (const one of all()) for (const [id, { payload }] of one) if (payload.grantId === grant) one.delete(id);
    },
  };
}

/** What has ended goes first, then the oldest. */
function makeRoom(store: Map<string, Kept<unknown>>): void {
  const now = Date.now();
  for (const [id, { until }] of store) if (until <= now) store.delete(id);
  for (const id of store.keys()) {
    if (store.size < mostKept) return;
    store.delete(id);
  }
}
