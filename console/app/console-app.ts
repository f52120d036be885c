// The console as one application: finds the page, who asks for it and in which language, and shows or does what it says.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Granting } from '../../core/oversight/cases/decide-access.ts';
import type { SignInMemory } from '../../core/sign-in-ports.ts';
import type { Route } from '../api/route.ts';
import { asker } from './ask.ts';
import { chosenLanguage, isLanguage, rememberLanguage } from './language.ts';
import { onceOnly } from './once.ts';
import type { Outcome, Page, PublicPage, Site } from './page.ts';
import { protect } from './page-headers.ts';
import { securityText } from './security-text.ts';
import { failureAnswer, missing, type Shell, shown, shownContent, signInFirst } from './show.ts';
import type { SignInHost } from './sign-in-host.ts';
import { submit } from './submit.ts';
import { viewer } from './view.ts';

export interface ConsoleSurroundings {
  readonly room: Granting;
  readonly routes: readonly Route[];
  readonly pages: readonly Page[];
  readonly publicPages: readonly PublicPage[];
  readonly site: Site;
  readonly signIn: SignInHost;
  /** Knows which forms were sent. */
  readonly memory: SignInMemory;
  /** Files of `console/assets` by name. */
  readonly assets: ReadonlyMap<string, string>;
  /** Address of the client that asks, for the trail. */
  readonly clientOf: (context: Context) => string;
  readonly report: (event: { readonly event: string; readonly cause: unknown }) => void;
}

/** Bytes; a long text in every field fits. */
const longestForm = 512 * 1024;

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

export function consoleApp(surroundings: ConsoleSurroundings): Hono {
  const { room, routes, pages, publicPages, site, signIn, assets, memory, clientOf, report } = surroundings;
  const shell: Shell = { pages, site, signOut: signIn.signOut, report };
  const view = viewer({ room, site, signIn, clientOf, ask: asker(room, routes) });
  const once = onceOnly<Outcome>({ memory, clock: room.clock, isKept: (outcome) => 'to' in outcome, report });
  const app = new Hono();
  app.use(async (context, next) => {
    protect(context);
    // To a browser `//name` and `/\name` are other sites, wherever a page would repeat its own path.
    if (/^\/(?:[/\\]|%2f|%5c)/i.test(context.req.path)) return context.text('not found', 404);
    await next();
  });
  app.get('/assets/:name', (context) => {
    const name = context.req.param('name');
    const file = assets.get(name);
    if (file === undefined) return context.notFound();
    context.header('content-type', types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
    context.header('cache-control', 'public, max-age=300');
    return context.body(file);
  });
  app.get('/.well-known/security.txt', (context) => context.text(securityText(site.contact, room.clock())));
  app.get('/sign-in', (context) =>
    signIn.begin(context, pathOf(context.req.query('back')), chosenLanguage(context) ?? ''),
  );
  app.get('/sign-in/return', (context) => signIn.take(context));
  app.use(switchLanguage);
  for (const page of publicPages)
    app.get(page.path, async (context) => {
      const seen = await view(context);
      return shownContent(shell, context, seen, await page.show(seen));
    });
  for (const page of pages) {
    app.get(page.path, async (context) => {
      const seen = await view(context);
      return seen.user === null ? signInFirst(context) : shown(shell, context, { ...seen, user: seen.user }, page);
    });
    if (page.forms === undefined) continue;
    app.post(
      page.path,
      bodyLimit({
        maxSize: longestForm,
        onError: async (context) => failureAnswer(shell, context, await view(context), 413),
      }),
      async (context) => submit(shell, once, context, await view(context), page),
    );
  }
  app.notFound(async (context) => missing(shell, context, await view(context)));
  app.onError(async (cause, context) => {
    report({ event: 'console-failed', cause });
    return failureAnswer(shell, context, await view(context), 500);
  });
  return app;
}

/** `?lang=fr` on any page is remembered, and leaves the address. */
async function switchLanguage(context: Context, next: () => Promise<void>) {
  const asked = context.req.query('lang');
  if (context.req.method !== 'GET' || !isLanguage(asked)) return next();
  rememberLanguage(context, asked);
  const { lang: _asked, ...kept } = context.req.query();
  const query = new URLSearchParams(kept).toString();
  return context.redirect(pathOf(`${context.req.path}${query === '' ? '' : `?${query}`}`), 303);
}

/** A path of this site, never another's. */
function pathOf(back: string | undefined): string {
  return back !== undefined && back.length <= 2_000 && /^\/(?![/\\])[\w/.~%:?&=+@-]*$/.test(back) ? back : '/';
}
