// Who asks for a page, in which language and zone: what a page knows of its request.
import type { Context } from 'hono';
import type { Actor } from '../../core/oversight/access/actor.ts';
import { find, type Oversight } from '../../core/oversight/act.ts';
import type { Person } from '../../core/oversight/people/person.ts';
import { actorOf } from '../../core/oversight/people/rights.ts';
import { texts } from '../text/texts.ts';
import type { Ask } from './ask.ts';
import { chosenLanguage, languageOf } from './language.ts';
import type { Site, User, View } from './page.ts';
import type { SignInHost } from './sign-in-host.ts';
import { zoneOfRequest } from './zone.ts';

interface ViewSurroundings {
  readonly room: Oversight;
  readonly site: Site;
  readonly signIn: SignInHost;
  readonly clientOf: (context: Context) => string;
  readonly ask: (actor: Actor) => Ask;
}

/** Sent by the script that looks at a page again by itself. */
export const byItself = 'x-postern-live';

export function viewer(surroundings: ViewSurroundings): (context: Context) => Promise<View> {
  const { room, site } = surroundings;
  return async (context) => {
    const user = await userOf(surroundings, context);
    const language =
      chosenLanguage(context) ?? user?.person?.language ?? languageOf(context.req.header('accept-language') ?? '');
    return {
      site,
      language,
      text: texts[language],
      zone: zoneOfRequest(context, site.zone),
      now: room.clock(),
      path: context.req.path,
      params: context.req.param(),
      query: context.req.query(),
      user,
      sent: null,
    };
  };
}

/** Null also for who works here no longer. */
async function userOf({ room, signIn, clientOf, ask }: ViewSurroundings, context: Context): Promise<User | null> {
  const signedIn = await signIn.who(context, context.req.header(byItself) === undefined);
  if (signedIn === null) return null;
  const actor = await actorOf(room, signedIn.person, clientOf(context));
  if (actor === null) return null;
  const person = await find<Person>(room.ledger, 'person', actor.person);
  return { actor, person: person?.value ?? null, ask: ask(actor), token: signedIn.token };
}
