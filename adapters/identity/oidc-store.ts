// Keeps what the embedded provider wants kept, by kind and id, in the memory of sign-in.
import type { SignInMemory } from '../../core/sign-in-ports.ts';

/** What the provider hands over; of its names only these matter here. */
interface Payload {
  uid?: string | undefined;
  grantId?: string | undefined;
  /** When it was made, in seconds since the epoch. */
  iat?: number | undefined;
  consumed?: unknown;
}

/** Milliseconds: nothing of a sign-in is kept longer. */
const longest = 24 * 3_600_000;

/** One store for each kind of thing, as the provider asks for them. */
export function oidcStore<P extends Payload>(memory: SignInMemory) {
  return (kind: string) => storeOf<P>(kind, memory);
}

function storeOf<P extends Payload>(kind: string, memory: SignInMemory) {
  const find = async (id: string): Promise<P | undefined> => {
    const payload = (await memory.get(kind, id)) as P | null;
    if (payload === null) return undefined;
    const [takenBackAt, isConsumed] = await Promise.all([
      payload.grantId === undefined ? null : memory.get('RevokedGrant', payload.grantId),
      memory.get('Consumed', `${kind} ${id}`),
    ]);
    if (typeof takenBackAt === 'number' && (payload.iat ?? 0) * 1000 <= takenBackAt) return undefined;
    return isConsumed === null ? payload : { ...payload, consumed: true };
  };
  return {
    find,
    findByUid: async (uid: string) => {
      const id = await memory.get('SessionUid', uid);
      return typeof id === 'string' ? find(id) : undefined;
    },
    /** Of the device flow (RFC 8628), which is off. */
    findByUserCode: async () => undefined,
    upsert: async (id: string, payload: P, seconds = 0) => {
      const until = Date.now() + seconds * 1000;
      await memory.put(kind, id, payload, until);
      if (kind === 'Session' && payload.uid !== undefined) await memory.put('SessionUid', payload.uid, id, until);
    },
    /** Of two who use a code or token at once, one is refused. */
    consume: async (id: string) => {
      const isFirst = await memory.claim('Consumed', `${kind} ${id}`, Date.now() + longest);
      if (!isFirst) throw new Error('a code or token was used a second time');
    },
    destroy: (id: string) => memory.forget(kind, id),
    revokeByGrantId: (grant: string) => memory.put('RevokedGrant', grant, Date.now(), Date.now() + longest),
  };
}
