// The HTTP side of oversight: the console, pages of sign-in, the provider behind them, and the API that takes its tokens.
import { isIP } from 'node:net';
import { type Context, Hono } from 'hono';
import { type OidcProvider, oidcProvider } from '../adapters/identity/oidc-provider.ts';
import type { ProviderKeys } from '../adapters/identity/provider-keys.ts';
import { type TokenIssuer, tokenVerifier } from '../adapters/identity/token-verifier.ts';
import { type Identify, oversightApi } from '../console/api/api.ts';
import type { Route } from '../console/api/route.ts';
import { pageHeaders } from '../console/app/page-headers.ts';
import type { SignInHost } from '../console/app/sign-in-host.ts';
import { providerPage } from '../console/sign-in/sign-in-page.ts';
import { signInRoutes } from '../console/sign-in/sign-in-routes.ts';
import type { Granting } from '../core/oversight/cases/decide-access.ts';
import { openSessions, type Sessions } from '../core/oversight/sign-in/sessions.ts';
import { isStillSignedIn } from '../core/oversight/sign-in/signed-in.ts';
import type { Factors, SignInMemory } from '../core/sign-in-ports.ts';
import { type ConsoleSignIn, consoleSignIn } from './console-sign-in.ts';
import { handOver, nodeSides } from './http/http-server.ts';

export interface ServedOversight {
  /** Where browsers reach this installation, without a slash at the end. */
  readonly publicUrl: string;
  readonly version: string;
  readonly factors: Factors;
  readonly routes: readonly Route[];
  readonly providerKeys: ProviderKeys;
  readonly memory: SignInMemory;
  /** Whose tokens the API takes besides those of its own provider. */
  readonly issuers?: readonly TokenIssuer[];
  /** Text of console/sign-in/passkey.js. */
  readonly script: string;
  /** The pages of the console; absent where a host has none. */
  readonly console?: (signIn: SignInHost, clientOf: (context: Context) => string) => Hono;
  readonly report: (event: { readonly event: string; readonly cause: unknown }) => void;
}

export interface OversightApp {
  readonly app: Hono;
  readonly identify: Identify;
  /** Resolves when what requests left to do is done. */
  settled(): Promise<void>;
}

export function serveOversight(served: ServedOversight, room: Granting): OversightApp {
  const { publicUrl, version, report, factors, routes, memory, script, providerKeys } = served;
  const sessions = openSessions(room.clock, memory);
  const after = new Set<Promise<void>>();
  const provider = providerOf(served, sessions, room, (work) => {
    const noted = work.catch((cause: unknown) => report({ event: 'sign-out-not-recorded', cause }));
    after.add(noted);
    void noted.then(() => after.delete(noted));
  });
  const clientOf = clientsBehind(publicUrl.startsWith('https:'));
  const { hostname: rpId } = new URL(publicUrl);
  const signedIn = sessionsOf(provider, served.issuers ?? [], sessions, room);
  const identify = identifyBy(signedIn);
  const api = oversightApi({
    room,
    routes,
    identify,
    version,
    clientOf,
    report,
  });
  const pages = signInRoutes({
    deps: { ledger: room.ledger, clock: room.clock, zone: room.zone, factors },
    rpId,
    script,
    clientOf,
    memory,
    waiting: (context) => provider.waiting(...nodeSides(context)),
    finish: (context, session) => provider.finish(...nodeSides(context), session),
  });
  const signIn = consoleSignIn({ publicUrl, cookieKey: providerKeys.cookies, ...signedIn });
  const consolePages = served.console?.(signIn, clientOf) ?? new Hono();
  const app = new Hono();
  app.route('/api/v1', api);
  app.all('/api/*', (context) => context.json({ error: 'no such page' }, 404));
  app.route('/oidc/interaction', pages);
  app.all('/oidc/*', (context) => {
    const [incoming, outgoing] = nodeSides(context);
    for (const [name, value] of Object.entries(pageHeaders)) outgoing.setHeader(name, value);
    return handOver(provider.handle(incoming, outgoing));
  });
  app.all('*', (context) => consolePages.fetch(context.req.raw, context.env));
  return { app, identify, settled: async () => void (await Promise.all(after)) };
}

function providerOf(
  { publicUrl, providerKeys, memory, report }: ServedOversight,
  sessions: Sessions,
  { ledger, clock }: Pick<Granting, 'ledger' | 'clock'>,
  later: (work: Promise<void>) => void,
): OidcProvider {
  return oidcProvider({
    publicUrl,
    keys: providerKeys,
    memory,
    useSession: sessions.use,
    signedOut: (id, person, begun) => {
      const event = { at: clock(), actor: person, action: 'sign-out', subject: person, detail: {} };
      later(sessions.close(id, begun).then(() => ledger.commit([{ type: 'audit', event }])));
    },
    page: (kind, form) => String(providerPage(kind, form)),
    report,
  });
}

/** By a bearer token (RFC 6750) whose session is open. */
function identifyBy({ sessionOf, isOpen }: Pick<ConsoleSignIn, 'sessionOf' | 'isOpen'>): Identify {
  return async (request) => {
    const [, token] = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    const session = token === undefined ? null : await sessionOf(token);
    if (session === null || !(await isOpen(session, true))) return null;
    return { person: session.person, authenticatedAt: session.begun };
  };
}

/** Sessions count while they are used, by an account that was not reset since. */
function sessionsOf(
  { issuer, audience, keys, session: found }: OidcProvider,
  issuers: readonly TokenIssuer[],
  sessions: Sessions,
  room: Granting,
): Pick<ConsoleSignIn, 'sessionOf' | 'isOpen'> {
  const verify = tokenVerifier([{ kind: 'embedded', issuer, audience, keys }, ...issuers]);
  // Elsewhere a second factor is always asked for, and there is no account here.
  const elsewhere = (person: string) => `elsewhere:${person}`;
  return {
    sessionOf: async (token) => {
      const facts = await verify(token);
      if (facts === null) return null;
      const { session, person, authenticatedAt: begun } = facts;
      return { id: session ?? elsewhere(person), person, begun };
    },
    isOpen: async ({ id, person, begun }, use) => {
      const isElsewhere = id === elsewhere(person);
      const session = isElsewhere ? { person, begun, methods: ['mfa'] } : await found(id);
      // What was made in an earlier sign-in in the same browser is none of this session's.
      if (session === null || session.person !== person || session.begun !== begun) return false;
      if (!(await isStillSignedIn(room, session, isElsewhere))) return false;
      return use ? sessions.use(id, begun) : sessions.isOpen(id, begun);
    },
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
