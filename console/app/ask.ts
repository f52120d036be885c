// How a page asks: through the very routes of the JSON API, with their checks of input and rights.
import type { Actor } from '../../core/oversight/access/actor.ts';
import type { Granting } from '../../core/oversight/cases/decide-access.ts';
import type { Route } from '../api/route.ts';

/** A route as `GET /cases/:case`, the parts of its path, and its body or query. The caller knows what the route answers. */
export type Ask = <T>(route: string, params?: Readonly<Record<string, string>>, input?: object) => Promise<T>;

/** What was given does not fit the route's input. */
export class Unsound extends Error {
  /** Names of the fields that do not fit. */
  readonly fields: readonly string[];

  constructor(fields: readonly string[]) {
    super('the input is not as it should be');
    this.fields = fields;
  }
}

export function asker(room: Granting, routes: readonly Route[]): (actor: Actor) => Ask {
  const byName = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  return (actor) =>
    async <T>(name: string, params: Readonly<Record<string, string>> = {}, input: object = {}) => {
      const route = byName.get(name);
      if (route === undefined) throw new Error(`there is no route ${name}`);
      const parsed = route.input?.safeParse(input);
      if (parsed?.success === false) throw new Unsound(parsed.error.issues.map(({ path }) => String(path[0] ?? '')));
      return (await route.handle(room, { actor, params, body: parsed?.data ?? null })) as T;
    };
}
