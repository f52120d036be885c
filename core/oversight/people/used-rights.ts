// Notices which right an act rested on, so that rights nobody needs can be found and ended.
import type { Actor } from '../access/actor.ts';
import type { Authorizer } from '../access/resource.ts';
import type { Oversight } from '../act.ts';
import { dayOf } from '../calendar.ts';
import { type RightRole, rightRoles } from './person.ts';
import { noteUse } from './rights.ts';

export interface UseNoting {
  readonly authorize: Authorizer;
  /** Resolves when what was noticed is written. */
  settled(): Promise<void>;
}

/** Decides as the authorizer of `oversight` does, and remembers once a day who needed which right. */
export function notingUse(oversight: Oversight): UseNoting {
  const noted = new Map<string, string>();
  const writing = new Set<Promise<void>>();
  const note = (actor: Actor, role: RightRole) => {
    const today = dayOf(oversight.clock(), oversight.zone);
    const name = `${actor.person}/${role}`;
    if (noted.get(name) === today) return;
    noted.set(name, today);
    const written = noteUse(oversight, actor, role).catch(() => undefined);
    writing.add(written);
    void written.then(() => writing.delete(written));
  };
  return {
    authorize: (actor, action, resource) => {
      if (!oversight.authorize(actor, action, resource)) return false;
      const role = neededRight(actor, (less) => oversight.authorize(less, action, resource));
      if (role !== null) note(actor, role);
      return true;
    },
    settled: async () => void (await Promise.all(writing)),
  };
}

/** The first right that suffices alone; null when the act needs none. */
function neededRight(actor: Actor, allows: (actor: Actor) => boolean): RightRole | null {
  const given = rightRoles.filter((role) =>
    role === 'deputy-chief-security-officer' ? actor.deputy : actor.roles.includes(role),
  );
  if (given.length === 0) return null;
  const bare: Actor = { ...actor, deputy: false, roles: actor.roles.filter((role) => !given.includes(role as never)) };
  if (allows(bare)) return null;
  const found = given.find((role) =>
    allows(
      role === 'deputy-chief-security-officer' ? { ...bare, deputy: true } : { ...bare, roles: [...bare.roles, role] },
    ),
  );
  return found ?? null;
}
