// The HTTP side of oversight: pages of sign-in, the provider behind them, and the API that takes its tokens.
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { type Context, Hono } from 'hono';
import { type OidcProvider, oidcProvider } from '../adapters/identity/oidc-provider.ts';
import { tokenVerifier } from '../adapters/identity/token-verifier.ts';
import { type Identify, oversightApi } from '../console/api/api.ts';
import type { Route } from '../console/api/route.ts';
import { providerPage } from '../console/sign-in/sign-in-page.ts';
import { pageHeaders, signInRoutes } from '../console/sign-in/sign-in-routes.ts';
import type { ReadingRoom } from '../core/oversight/cases/read-item.ts';
import { openSessions, type Sessions } from '../core/oversight/sign-in/sessions.ts';
import { isStillSignedIn } from '../core/oversight/sign-in/signed-in.ts';
import type { Factors } from '../core/ports.ts';
import { handOver, nodeSides } from './http/http-server.ts';
import { type OversightSurroundings, publicUrlOf } from './oversight-parts.ts';

export interface ServedOversight extends Pick<OversightSurroundings, 'config' | 'version' | 'report'> {
  readonly factors: Factors;
  readonly routes: readonly Route[];
}

export async function serveOversight(
  { config, version, report, factors, routes }: ServedOversight,
  room: ReadingRoom,
): Promise<Hono> {
  const publicUrl = publicUrlOf(config);
  const sessions = openSessions(room.clock);
  const provider = providerOf(publicUrl, sessions, room, report);
  const clientOf = clientsBehind(publicUrl.startsWith('https:'));
  const { hostname: rpId } = new URL(publicUrl);
  const api = oversightApi({
    room,
    routes,
    identify: identifyBy(provider, sessions, room),
    version,
    clientOf,
    report,
  });
  const pages = signInRoutes({
    deps: { ledger: room.ledger, clock: room.clock, zone: room.zone, factors },
    rpId,
    script: await readFile(new URL('../console/sign-in/passkey.js', import.meta.url), 'utf8'),
    clientOf,
    waiting: (context) => provider.waiting(...nodeSides(context)),
    finish: (context, session) => provider.finish(...nodeSides(context), session),
  });
  const app = new Hono();
  app.notFound((context) => context.json({ error: 'no such page' }, 404));
  app.route('/api/v1', api);
  app.route('/oidc/interaction', pages);
  app.all('/oidc/*', (context) => {
    const [incoming, outgoing] = nodeSides(context);
    for (const [name, value] of Object.entries(pageHeaders)) outgoing.setHeader(name, value);
    return handOver(provider.handle(incoming, outgoing));
  });
  return app;
}

function providerOf(
  publicUrl: string,
  sessions: Sessions,
  { ledger, clock }: ReadingRoom,
  report: OversightSurroundings['report'],
): OidcProvider {
  return oidcProvider({
    publicUrl,
    useSession: sessions.use,
    signedOut: (id, person, begun) => {
      sessions.close(id, begun);
      const event = { at: clock(), actor: person, action: 'sign-out', subject: person, detail: {} };
      ledger
        .commit([{ type: 'audit', event }])
        .catch((cause: unknown) => report({ event: 'sign-out-not-recorded', cause }));
    },
    page: (kind, form) => String(providerPage(kind, form)),
    report,
  });
}

/** By a bearer token (RFC 6750) whose session is open, by an account that was not reset since. */
function identifyBy(provider: OidcProvider, sessions: Sessions, room: ReadingRoom): Identify {
  const { issuer, audience, keys } = provider;
  const verify = tokenVerifier([{ kind: 'embedded', issuer, audience, keys }]);
  return async (request) => {
    const [, token] = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    const facts = token === undefined ? null : await verify(token);
    if (facts === null || facts.session === null) return null;
    const session = await provider.session(facts.session);
    // A token of an earlier sign-in in the same browser is none of this session's.
    if (session === null || session.person !== facts.person || session.begun !== facts.authenticatedAt) return null;
    if (!(await isStillSignedIn(room, session)) || !sessions.use(facts.session, session.begun)) return null;
    return { person: facts.person, authenticatedAt: facts.authenticatedAt };
  };
}

/** An https address is served by a proxy of the organisation, which puts the client it saw last (RFC 7239 section 5.2). */
function clientsBehind(proxy: boolean): (context: Context) => string {
  return (context) => {
    const [incoming] = nodeSides(context);
    const forwarded = proxy ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
    return forwarded !== undefined && isIP(forwarded) !== 0 ? forwarded : (incoming.socket.remoteAddress ?? 'unknown');
  };
}
