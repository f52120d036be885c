// Signing in to the console of one machine: the code flow with PKCE (RFC 7636), and a sealed cookie for the session.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { consoleClient, mountedAt, returnPath } from '../adapters/identity/oidc-provider.ts';
import { derivedKey } from '../adapters/identity/provider-keys.ts';
import type { SignInHost } from '../console/app/sign-in-host.ts';
import { nodeSides } from './http/http-server.ts';

export interface ConsoleSignIn {
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Secret; the same in every process of the installation. */
  readonly cookieKey: string;
  /** Whose session an access token belongs to; null when it does not hold. */
  readonly sessionOf: (token: string) => Promise<OpenSession | null>;
  /** Whether the session still runs; `use` counts as use of it. */
  readonly isOpen: (session: OpenSession, use: boolean) => Promise<boolean>;
}

export interface OpenSession {
  readonly id: string;
  readonly person: string;
  /** Milliseconds since the epoch. */
  readonly begun: number;
}

interface Begun {
  readonly state: string;
  readonly verifier: string;
  readonly back: string;
}

interface Kept extends OpenSession {
  /** Ties forms to the session. */
  readonly token: string;
}

/** Seconds. */
const patience = 10 * 60;

export function consoleSignIn({ publicUrl, cookieKey, sessionOf, isOpen }: ConsoleSignIn): SignInHost {
  const secure = publicUrl.startsWith('https:');
  const names = { session: secure ? '__Host-postern' : 'postern', begun: 'postern-sign-in' };
  const sealer = cookieSealer(derivedKey(Buffer.from(cookieKey), 'console cookies'));
  const attributes = { path: '/', httpOnly: true, secure, sameSite: 'Lax' } as const;
  const redirectUri = `${publicUrl}${returnPath}`;
  return {
    who: async (context, byThemself) => {
      const kept = sealer.open<Kept>(names.session, getCookie(context, names.session));
      if (kept === null || !(await isOpen(kept, byThemself))) return null;
      return { person: kept.person, authenticatedAt: kept.begun, token: kept.token };
    },
    begin: async (context, back, language) => {
      // The cookie must be of the host to which the browser comes back. Asked once: a proxy may call us otherwise.
      if (context.req.header('host') !== new URL(publicUrl).host && context.req.query('here') === undefined)
        return context.redirect(
          `${publicUrl}/sign-in?${new URLSearchParams({ back, lang: language, here: 'yes' })}`,
          303,
        );
      const begun: Begun = { state: random(), verifier: random(), back };
      setCookie(context, names.begun, sealer.seal(names.begun, begun), { ...attributes, maxAge: patience });
      const asked = {
        client_id: consoleClient,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid api',
        state: begun.state,
        code_challenge: createHash('sha256').update(begun.verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...(language === '' ? {} : { ui_locales: language }),
      };
      return context.redirect(`${publicUrl}${mountedAt}/auth?${new URLSearchParams(asked)}`, 303);
    },
    take: async (context) => {
      const begun = sealer.open<Begun>(names.begun, getCookie(context, names.begun));
      const { code, state } = context.req.query();
      deleteCookie(context, names.begun, attributes);
      if (begun === null || code === undefined || state !== begun.state) return context.redirect('/', 303);
      const token = await exchanged(context, { code, code_verifier: begun.verifier, redirect_uri: redirectUri });
      const session = token === null ? null : await sessionOf(token);
      if (session === null) return context.redirect('/', 303);
      const kept: Kept = { ...session, token: random() };
      setCookie(context, names.session, sealer.seal(names.session, kept), attributes);
      return context.redirect(begun.back, 303);
    },
    signOut: `${mountedAt}/session/end?${new URLSearchParams({
      client_id: consoleClient,
      post_logout_redirect_uri: `${publicUrl}/`,
    })}`,
  };
}

/** Over the very socket that this request came in by: the provider is mounted beside the console. */
async function exchanged(context: Context, given: Readonly<Record<string, string>>): Promise<string | null> {
  const { localAddress = '127.0.0.1', localPort } = nodeSides(context)[0].socket;
  const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress;
  const response = await fetch(`http://${host}:${localPort}${mountedAt}/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...given, client_id: consoleClient, grant_type: 'authorization_code' }),
  });
  if (!response.ok) return null;
  const { access_token: token } = (await response.json()) as { readonly access_token?: unknown };
  return typeof token === 'string' ? token : null;
}

interface CookieSealer {
  seal(name: string, value: object): string;
  /** Null when it is none of ours, or of another name. */
  open<T>(name: string, sealed: string | undefined): T | null;
}

/** AES-256-GCM. */
function cookieSealer(key: Buffer): CookieSealer {
  return {
    seal: (name, value) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: <T>(name: string, sealed: string | undefined) => {
      const bytes = Buffer.from(sealed ?? '', 'base64url');
      if (bytes.length < 29 || bytes.length > 4_096) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
        decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(12, 28));
        return JSON.parse(`${decipher.update(bytes.subarray(28))}${decipher.final()}`) as T;
      } catch {
        return null;
      }
    },
  };
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
