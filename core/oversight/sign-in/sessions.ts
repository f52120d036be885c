// A session without use for 15 minutes is closed, and every session ends after half a day.
import type { Clock } from '../../ports.ts';

/** Milliseconds. */
export const idleAfter = 15 * 60_000;
export const longestSession = 12 * 3_600_000;
const clockTolerance = 2 * 60_000;

export interface Sessions {
  /** Whether a session that began then still runs; if so this counts as use. Times in milliseconds since the epoch. */
  use(id: string, begun: number): boolean;
  /** As `use`, but is none. */
  isOpen(id: string, begun: number): boolean;
  close(id: string, begun: number): void;
}

/** Kept in memory: a restart signs everybody out. */
export function openSessions(clock: Clock): Sessions {
  /** When each was used last; null once it was closed. */
  const lastUse = new Map<string, number | null>();
  const nameOf = (id: string, begun: number) => `${begun} ${id}`;
  const isOpen = (id: string, begun: number): boolean => {
    const used = lastUse.get(nameOf(id, begun));
    if (used === null) return false;
    const now = clock();
    const latest = Math.max(used ?? 0, begun);
    return now - latest < idleAfter && now - begun < longestSession && now >= latest - clockTolerance;
  };
  return {
    isOpen,
    use: (id, begun) => {
      const open = isOpen(id, begun);
      forgetOld(lastUse, clock());
      // Once idle for too long it stays closed, whatever the clock says later.
      lastUse.set(nameOf(id, begun), open ? Math.max(clock(), lastUse.get(nameOf(id, begun)) ?? 0) : null);
      return open;
    },
    close: (id, begun) => void lastUse.set(nameOf(id, begun), null),
  };
}

const mostKept = 10_000;

/** What is forgotten began long ago, and is closed for that. */
function forgetOld(lastUse: Map<string, number | null>, now: number): void {
  if (lastUse.size < mostKept) return;
  for (const name of lastUse.keys()) if (now - Number.parseInt(name, 10) > longestSession) lastUse.delete(name);
}
