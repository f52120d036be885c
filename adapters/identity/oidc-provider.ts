// The embedded identity provider: OpenID Connect Core 1.0 for the console of this installation, and nobody else.
import { createHash, createPublicKey } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, {
  type AdapterPayload,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { SignInMemory } from '../../core/sign-in-ports.ts';
import { oidcStore } from './oidc-store.ts';
import type { ProviderKeys } from './provider-keys.ts';

export interface OidcOptions {
  /** Without a slash at the end, such as `https://postern.agency.example`. */
  readonly publicUrl: string;
  /** Whoever has them can make sessions and tokens. */
  readonly keys: ProviderKeys;
  readonly memory: SignInMemory;
  /** Whether a session that began then (milliseconds since the epoch) may go on; asking counts as use. */
  useSession(id: string, begun: number): Promise<boolean>;
  /** Somebody signed out by themself. */
  signedOut(id: string, person: string, begun: number): void;
  /** A whole page for what the provider has to say. */
  page(kind: 'error' | 'sign-out' | 'signed-out', form: string): string;
  report(event: { readonly event: string; readonly cause: unknown }): void;
}

export interface OidcSession {
  readonly person: string;
  /** When its password was given, milliseconds since the epoch. */
  readonly begun: number;
  /** RFC 8176. */
  readonly methods: readonly string[];
}

/** A sign-in that waits for somebody to say who they are. */
export interface WaitingSignIn {
  readonly id: string;
  /** As the console asked: language tags, best first. */
  readonly locales: string;
}

export interface OidcProvider {
  readonly issuer: string;
  /** Of access tokens. */
  readonly audience: string;
  readonly keys: { readonly keys: readonly object[] };
  /** Everything under `/oidc` but the pages on which people sign in; the URL begins behind `/oidc`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** By the browser's cookie; null when it has none or took too long. */
  waiting(request: IncomingMessage, response: ServerResponse): Promise<WaitingSignIn | null>;
  /** Resolves with where the browser goes next. Rejects when nothing waits. */
  finish(request: IncomingMessage, response: ServerResponse, session: OidcSession): Promise<string>;
  session(id: string): Promise<OidcSession | null>;
}

export const mountedAt = '/oidc';
export const consoleClient = 'postern-console';
/** Behind the public URL: where the console takes up a sign-in, and where it is after signing out. */
export const returnPath = '/sign-in/return';

/** Seconds. */
const times = { access: 5 * 60, refresh: 15 * 60, code: 60, interaction: 10 * 60, session: 12 * 3_600 };

export function oidcProvider(options: OidcOptions): OidcProvider {
  const issuer = `${options.publicUrl}${mountedAt}`;
  const audience = `${options.publicUrl}/api/v1`;
  const publicKey = createPublicKey(options.keys.tokens).export({ format: 'jwk' });
  const key = { kid: createHash('sha256').update(`${publicKey.x}`).digest('base64url'), use: 'sig', alg: 'ES256' };
  const provider: Provider = new Provider(issuer, {
    ...configurationOf(options, audience, (id) => sessionOf(provider, id)),
    jwks: { keys: [{ ...options.keys.tokens.export({ format: 'jwk' }), ...key } as never] },
  });
  // The public URL is ours to say; what a client claims in headers is replaced.
  provider.proxy = true;
  const { protocol, host } = new URL(options.publicUrl);
  const place = (request: IncomingMessage) => {
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    request.headers['x-forwarded-host'] = host;
  };
  provider.on('server_error', (_context, cause) => options.report({ event: 'sign-in-failed', cause }));
  // What is left are connections that break; Koa would print them.
  provider.silent = true;
  provider.on('session.destroyed', (session) => {
    const { accountId, loginTs, uid } = session;
    if (accountId !== undefined && loginTs !== undefined) options.signedOut(uid, accountId, milliseconds(loginTs));
  });
  const callback = provider.callback();
  return {
    issuer,
    audience,
    keys: { keys: [{ ...publicKey, ...key }] },
    handle: async (request, response) => {
      place(request);
      const below = (request.url ?? '').slice(mountedAt.length);
      Object.assign(request, { originalUrl: request.url, url: below.startsWith('/') ? below : `/${below}` });
      await callback(request, response);
    },
    waiting: async (request, response) => {
      place(request);
      try {
        const { uid, params } = await provider.interactionDetails(request, response);
        return { id: uid, locales: typeof params.ui_locales === 'string' ? params.ui_locales : '' };
      } catch (cause) {
        if (cause instanceof errors.SessionNotFound) return null;
        throw cause;
      }
    },
    finish: async (request, response, { person, begun, methods }) => {
      place(request);
      await forgetSomebodyElse(provider, await provider.interactionDetails(request, response), person);
      const login = { accountId: person, ts: begun / 1000, amr: [...methods], remember: false };
      return provider.interactionResult(request, response, { login });
    },
    session: (id) => sessionOf(provider, id),
  };
}

function configurationOf(
  { publicUrl, keys, memory, useSession, page }: OidcOptions,
  audience: string,
  session: (id: string) => Promise<OidcSession | null>,
): Configuration {
  const html = (kind: 'error' | 'sign-out' | 'signed-out') => (ctx: KoaContextWithOIDC, form?: unknown) => {
    ctx.type = 'html';
    ctx.body = page(kind, typeof form === 'string' ? form : '');
  };
  const policy = interactionPolicy.base();
  policy.remove('consent');
  policy.get('login')?.checks.add(
    new interactionPolicy.Check('closed_session', 'the session was closed', 'login_required', async ({ oidc }) => {
      const { accountId, uid, loginTs } = oidc.session ?? {};
      if (accountId === undefined || uid === undefined) return interactionPolicy.Check.NO_NEED_TO_PROMPT;
      return !(await useSession(uid, milliseconds(loginTs ?? 0)));
    }),
  );
  return {
    adapter: oidcStore<AdapterPayload>(memory),
    clients: [
      {
        client_id: consoleClient,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${publicUrl}${returnPath}`],
        post_logout_redirect_uris: [`${publicUrl}/`],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    cookies: {
      keys: [keys.cookies],
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access'],
    pkce: { required: () => true },
    interactions: { policy, url: (_ctx, { uid }) => `${mountedAt}/interaction/${uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    loadExistingGrant: (ctx) => grantOfOurOwn(ctx, audience),
    extraTokenClaims: async (_ctx, token) => {
      const id = 'sessionUid' in token ? String(token.sessionUid) : '';
      const found = await session(id);
      if (found === null || !(await useSession(id, found.begun)))
        throw new errors.InvalidGrant('the session is closed');
      return { sid: id, auth_time: found.begun / 1000, amr: found.methods };
    },
    expiresWithSession: () => true,
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: times.access,
      AuthorizationCode: times.code,
      IdToken: times.access,
      Interaction: times.interaction,
      RefreshToken: times.refresh,
      Session: times.session,
      Grant: times.session,
    },
    renderError: (ctx) => html('error')(ctx),
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: html('sign-out'),
        postLogoutSuccessSource: html('signed-out'),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: times.access,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
}

/** The console is ours: nobody is asked whether it may act for them. */
async function grantOfOurOwn({ oidc }: KoaContextWithOIDC, audience: string) {
  const { client, session, provider } = oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const known = session.grantIdFor(client.clientId);
  const found = known === undefined ? undefined : await provider.Grant.find(known);
  if (found !== undefined) return found;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(audience, 'api');
  await grant.save();
  return grant;
}

async function sessionOf(provider: Provider, id: string): Promise<OidcSession | null> {
  const found = await provider.Session.findByUid(id);
  if (found?.accountId === undefined || found.loginTs === undefined) return null;
  return { person: found.accountId, begun: milliseconds(found.loginTs), methods: found.amr ?? [] };
}

/** Whoever used this browser before is signed out, without a question that nobody could answer for them. */
async function forgetSomebodyElse(
  provider: Provider,
  interaction: Awaited<ReturnType<Provider['interactionDetails']>>,
  person: string,
): Promise<void> {
  const { session } = interaction;
  if (session?.accountId === undefined || session.accountId === person) return;
  await (await provider.Session.findByUid(session.uid))?.destroy();
  interaction.session = undefined;
  await interaction.save(times.interaction);
}

/** The provider counts in seconds. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
