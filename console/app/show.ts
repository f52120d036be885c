// Turns what a page says, or why it cannot be shown, into an answer.
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Forbidden, NotFound } from '../../core/oversight/act.ts';
import { Refused } from '../../core/ports.ts';
import { refusalText } from '../text/refusals.ts';
import type { Text } from '../text/texts.ts';
import { Unsound } from './ask.ts';
import { problemsHtml } from './form.ts';
import { type Framed, frame } from './frame.ts';
import type { Content, Own, Page, Site, View } from './page.ts';
import { withQuery } from './table.ts';
import { byItself } from './view.ts';

export interface Shell {
  readonly pages: readonly Page[];
  readonly site: Site;
  readonly signOut: string;
  readonly report: (event: { readonly event: string; readonly cause: unknown }) => void;
}

/** The page as it is now; a form that came back is in the view. */
export async function shown(
  shell: Shell,
  context: Context,
  view: Own,
  page: Page,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  try {
    return await shownContent(shell, context, view, await page.show(view), status);
  } catch (cause) {
    return refusalAnswer(shell, context, view, cause);
  }
}

/** Asked for what it may not see, or what is not there: said in words. Rejects with what is no refusal. */
function refusalAnswer(shell: Shell, context: Context, view: View, cause: unknown): Promise<Response> {
  const { text } = view;
  if (cause instanceof Forbidden) return said(shell, context, view, text.failure.forbidden, 403);
  if (cause instanceof NotFound) return said(shell, context, view, text.failure.missing, 404);
  if (cause instanceof Unsound) return said(shell, context, view, text.failure.unsound, 400);
  if (!(cause instanceof Refused)) throw cause;
  const why = { ...text.failure.refused, body: refusalText(view.language, cause.message) };
  return said(shell, context, view, why, 409);
}

export function missing(shell: Shell, context: Context, view: View): Promise<Response> {
  return said(shell, context, view, view.text.failure.missing, 404);
}

/** Something broke, or came that cannot be taken. */
export function failureAnswer(shell: Shell, context: Context, view: View, status: 403 | 413 | 500): Promise<Response> {
  const { failure } = view.text;
  return said(shell, context, view, { 403: failure.foreign, 413: failure.large, 500: failure.broken }[status], status);
}

function said(
  shell: Shell,
  context: Context,
  view: View,
  { title, body }: Text['failure']['missing'],
  status: ContentfulStatusCode,
): Promise<Response> {
  return shownContent(
    shell,
    context,
    { ...view, query: {}, sent: null },
    { title, body: html`<p>${body}</p>` },
    status,
  );
}

/** To sign in, and back; what looks by itself is only told. */
export function signInFirst(context: Context): Response {
  if (context.req.header(byItself) !== undefined) return context.body(null, 401);
  const { pathname, search } = new URL(context.req.url);
  return context.redirect(`/sign-in?${new URLSearchParams({ back: `${pathname}${search}` })}`, 303);
}

export async function shownContent(
  shell: Shell,
  context: Context,
  view: View,
  content: Content,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  if (view.query.format === 'csv' && content.csv !== undefined) {
    context.header('content-disposition', 'attachment; filename="postern.csv"');
    context.header('content-type', 'text/csv; charset=utf-8');
    // Spreadsheets take a file without the mark for another encoding.
    return context.body(`\ufeff${content.csv()}`);
  }
  const problems = problemsHtml(view);
  const page = await frame({
    ...framedFor(shell, view),
    ...content,
    body: html`${toldHtml(view)}${problems}${content.body}`,
  });
  return context.html(page, status);
}

/** What was done before this page came, from its address: words of ours, whatever it says. */
function toldHtml({ query, text }: View) {
  const name = query.done as keyof Text['done'] | undefined;
  if (name === undefined || !Object.hasOwn(text.done, name)) return '';
  const count = Number(query.n ?? 1);
  return html`<p class="told" role="status">${text.done[name](Number.isSafeInteger(count) ? count : 1)}</p>`;
}

function framedFor({ pages, site, signOut }: Shell, view: View): Omit<Framed, 'title' | 'body'> {
  const { text, user, language, path } = view;
  const roles = user === null ? [] : [...user.actor.roles, ...(user.actor.deputy ? ['deputy' as const] : [])];
  const menu = pages.flatMap(({ path: address, menu: entry }) =>
    entry?.roles.some((role) => roles.includes(role))
      ? [{ path: address, label: text.menu[entry.label], current: path === address }]
      : [],
  );
  return {
    language,
    text,
    organisation: site.organisation[language],
    contact: site.contact,
    otherLanguage: withQuery(view, { lang: text.frame.other.language }),
    typed: view.sent?.fields ?? null,
    user: user === null ? null : { name: user.person?.name ?? user.actor.person, signOut, zone: view.zone },
    menu,
    script: '/assets/console.js',
  };
}
