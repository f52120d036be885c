// What may be asked about and of whom, apart from the engine that answers: that one takes long to load.
import type { Action, ResourceType } from './action.ts';
import type { Actor } from './actor.ts';

export interface Resource {
  readonly type: ResourceType;
  readonly id: string;
  /** As the schema in policy/access lists them for the type. */
  readonly attributes: Readonly<Record<string, string | boolean | readonly string[]>>;
}

export type Authorizer = (actor: Actor, action: Action, resource: Resource) => boolean;

/** The whole installation, for acts that concern no single thing. */
export const theSystem: Resource = { type: 'System', id: 'postern', attributes: {} };

/** A person as a resource: of whom only who they are and who answers for them matters. */
export function personResource({ id, manager }: { readonly id: string; readonly manager: string | null }): Resource {
  return { type: 'Person', id, attributes: { roles: [], deputy: false, owner: id, manager: manager ?? '' } };
}

/** Somebody as what their own affairs concern. */
export function selfResource({ person }: Actor): Resource {
  return personResource({ id: person, manager: null });
}
