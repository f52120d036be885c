// A session without use for 15 minutes is closed, and every session ends after half a day.
import type { Clock } from '../../ports.ts';
import type { SignInMemory } from '../../sign-in-ports.ts';

/** Milliseconds. */
export const idleAfter = 15 * 60_000;
export const longestSession = 12 * 3_600_000;
const clockTolerance = 2 * 60_000;

export interface Sessions {
  /** Whether a session that began then still runs; if so this counts as use. Times in milliseconds since the epoch. */
  use(id: string, begun: number): Promise<boolean>;
  /** As `use`, but is none. */
  isOpen(id: string, begun: number): Promise<boolean>;
  close(id: string, begun: number): Promise<void>;
}

export function openSessions(clock: Clock, memory: SignInMemory): Sessions {
  const nameOf = (id: string, begun: number) => `${begun} ${id}`;
  // What is forgotten began long ago, and is closed for that.
  const note = (kind: string, id: string, begun: number, value: unknown) =>
    memory.put(kind, nameOf(id, begun), value, begun + 2 * longestSession);
  const close = (id: string, begun: number) => note('session-closed', id, begun, true);
  const read = async (id: string, begun: number) => {
    const [closed, used] = await Promise.all([
      memory.get('session-closed', nameOf(id, begun)),
      memory.get('session-used', nameOf(id, begun)),
    ]);
    const now = clock();
    const latest = Math.max(typeof used === 'number' ? used : 0, begun);
    const open =
      closed === null && now - latest < idleAfter && now - begun < longestSession && now >= latest - clockTolerance;
    return { open, latest: Math.max(now, latest) };
  };
  return {
    isOpen: async (id, begun) => (await read(id, begun)).open,
    async use(id, begun) {
      const { open, latest } = await read(id, begun);
      // Once idle for too long it stays closed, whatever the clock says later.
      await (open ? note('session-used', id, begun, latest) : close(id, begun));
      return open;
    },
    close,
  };
}
