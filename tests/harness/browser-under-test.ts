// As much of a browser as signing in takes: cookies, redirects and forms; and the code flow with PKCE (RFC 7636).
import { createHash, randomBytes } from 'node:crypto';

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

export interface BrowserUnderTest {
  open(url: string): Promise<Page>;
  /** Fills the first form that has all these fields in and sends it. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>;
  /** Begins to sign in: the first page of it, or where the console takes up the sign-in that is there already. */
  signIn(): Promise<Page>;
  /** Tokens for a page that `signIn` or the last form led to. */
  tokens(page: Page): Promise<Tokens>;
  refresh(tokens: Tokens): Promise<Response>;
  call(path: string, token: string, body?: unknown): Promise<Response>;
  cookies(): readonly { readonly name: string; readonly value: string; readonly path: string }[];
  /** Has another browser's cookies too from now on. */
  take(others: ReturnType<BrowserUnderTest['cookies']>): void;
}

/**
 * `base` is where the gateway answers and `publicUrl` what it calls itself. `ends`: where the console would take a sign-in up;
 * elsewhere it does.
 */
export function browserUnderTest(base: string, publicUrl = base, ends = '/sign-in/return'): BrowserUnderTest {
  const cookies = new Map<string, { readonly value: string; readonly path: string }>();
  const verifier = randomBytes(32).toString('base64url');
  const client = { client_id: 'postern-console', redirect_uri: `${publicUrl}/sign-in/return` };

  async function go(url: string, init: RequestInit = {}): Promise<Page> {
    const target = new URL(url.startsWith(publicUrl) ? `${base}${url.slice(publicUrl.length)}` : url, base);
    if (target.pathname === ends) return { url, status: 200, html: '', headers: new Headers() };
    const sent = [...cookies].filter(([, { path }]) => target.pathname.startsWith(path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const response = await fetch(target, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) keep(line);
    const next = response.headers.get('location');
    if (next !== null) return go(new URL(next, target).href);
    return { url: target.href, status: response.status, html: await response.text(), headers: response.headers };
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const path = /; path=([^;]+)/i.exec(line)?.[1] ?? '/';
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, { value, path });
  }

  const form = (url: string, fields: Readonly<Record<string, string>>) =>
    go(url, { method: 'POST', body: new URLSearchParams(fields) });
  const token = (fields: Readonly<Record<string, string>>) =>
    fetch(`${base}/oidc/token`, { method: 'POST', body: new URLSearchParams({ ...client, ...fields }) });

  return {
    open: (url) => go(url),
    submit: (page, fields) => {
      const forms = [...page.html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([text]) => text);
      const chosen = forms.find((text) => Object.keys(fields).every((name) => text.includes(`name="${name}"`)));
      if (chosen === undefined) throw new Error(`the page ${page.url} has no such form: ${page.html.slice(0, 2_000)}`);
      const hidden = [...chosen.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      const known = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
      return form(/<form[^>]*action="([^"]+)"/.exec(chosen)?.[1] ?? page.url, { ...known, ...fields });
    },
    signIn: () => {
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const query = { ...client, response_type: 'code', scope: 'openid api', state: 'state-of-the-test' };
      const asked = new URLSearchParams({ ...query, code_challenge: challenge, code_challenge_method: 'S256' });
      return go(`${publicUrl}/oidc/auth?${asked}`);
    },
    tokens: async (page) => {
      const code = new URL(page.url).searchParams.get('code');
      if (code === null) throw new Error(`no code came: ${page.url} ${page.html.slice(0, 2_000)}`);
      const response = await token({ grant_type: 'authorization_code', code, code_verifier: verifier });
      if (response.status !== 200) throw new Error(`no tokens: ${response.status} ${await response.text()}`);
      return (await response.json()) as Tokens;
    },
    refresh: ({ refresh_token }) => token({ grant_type: 'refresh_token', refresh_token }),
    take: (others) => {
      for (const { name, ...cookie } of others) cookies.set(name, cookie);
    },
    cookies: () => [...cookies].map(([name, cookie]) => ({ name, ...cookie })),
    call: (path, bearer, body) =>
      fetch(`${base}/api/v1${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** What a page's passkey form asks for. */
export function askedPasskey({ html }: Page): string {
  return /data-challenge="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** The key that a page offers to an authenticator app. */
export function offeredSecret({ html }: Page): string {
  return (/<code>([A-Z2-7 ]+)<\/code>/.exec(html)?.[1] ?? '').replaceAll(' ', '');
}
