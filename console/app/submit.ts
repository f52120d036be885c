// Takes a form that was sent: once, from our own pages, by who is signed in; and gives back what was typed when it cannot.
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { html } from 'hono/html';
import { Refused } from '../../core/ports.ts';
import { refusalText } from '../text/refusals.ts';
import { texts } from '../text/texts.ts';
import { Unsound } from './ask.ts';
import { fieldsOf, keptHtml, otherLanguage } from './form.ts';
import { isLanguage, rememberLanguage } from './language.ts';
import type { Once } from './once.ts';
import type { Content, Fields, Outcome, Own, Page, Problem, View } from './page.ts';
import { failureAnswer, missing, type Shell, shown, shownContent } from './show.ts';

export async function submit(
  shell: Shell,
  once: Once<Outcome>,
  context: Context,
  seen: View,
  page: Page,
): Promise<Response> {
  if (isFromElsewhere(context)) return failureAnswer(shell, context, seen, 403);
  const fields = fieldsOf(await context.req.parseBody({ all: true }));
  const form = fields.one('form');
  const language = fields.one(otherLanguage);
  const view = isLanguage(language) ? inLanguage(context, seen, language) : seen;
  if (view.user === null) {
    const typed = { ...view, sent: { form, fields, problems: [] } };
    return shownContent(shell, context, typed, sessionEnded(view, fields), 401);
  }
  const own: Own = { ...view, user: view.user };
  const again = ({ problems, status }: NotDone) =>
    shown(shell, context, { ...own, sent: { form, fields, problems } }, page, status);
  const because = (text: string, status: NotDone['status']) => again({ problems: [{ field: null, text }], status });
  const work = page.forms !== undefined && Object.hasOwn(page.forms, form) ? page.forms[form] : undefined;
  if (work === undefined) return missing(shell, context, view);
  if (isLanguage(language)) return because(own.text.form.reread, 200);
  if (fields.one('token') !== own.user.token) return because(own.text.form.stale, 409);
  try {
    const name = `${own.user.actor.person} ${page.path} ${onceOf(fields)}`;
    const done = await once(name, () => work(own, fields));
    return done === null ? because(own.text.form.begun, 409) : await answer(shell, context, own, done);
  } catch (cause) {
    const why = notDone(own, cause);
    if (why.status === 500) shell.report({ event: 'console-failed', cause });
    return again(why);
  }
}

/** As our own pages name a form; it becomes a key of memory, and any other would be of any length. */
const given = /^[0-9a-f-]{36}$/;

function onceOf(fields: Fields): string {
  const once = fields.one('once');
  return given.test(once) ? once : randomUUID();
}

interface NotDone {
  readonly problems: readonly Problem[];
  readonly status: 200 | 400 | 409 | 500;
}

function notDone({ text, language }: View, cause: unknown): NotDone {
  if (cause instanceof Unsound)
    return { problems: cause.fields.map((field) => ({ field, text: text.form.unsound })), status: 400 };
  if (cause instanceof Refused)
    return { problems: [{ field: null, text: refusalText(language, cause.message) }], status: 409 };
  return { problems: [{ field: null, text: text.form.broken }], status: 500 };
}

function inLanguage(context: Context, view: View, language: View['language']): View {
  rememberLanguage(context, language);
  return { ...view, language, text: texts[language] };
}

/** Browsers say where a form was (Fetch standard, Origin; Fetch Metadata). */
function isFromElsewhere(context: Context): boolean {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = context.req.header('origin');
  return origin !== undefined && URL.parse(origin)?.host !== context.req.header('host');
}

async function answer(shell: Shell, context: Context, view: Own, done: Outcome): Promise<Response> {
  if ('title' in done) return shownContent(shell, context, view, done);
  if ('bytes' in done) {
    // Nothing that was retained is shown by a browser as what it claims to be.
    context.header('content-type', 'application/octet-stream');
    context.header('content-disposition', `attachment; filename="${done.name.replace(/[^\w.-]/g, '_')}"`);
    return context.body(Uint8Array.from(done.bytes).buffer);
  }
  const number = done.number === undefined ? {} : { n: `${done.number}` };
  const [path = '', query = ''] = done.to.split('?', 2);
  const told = new URLSearchParams([...new URLSearchParams(query), ...Object.entries({ done: done.told, ...number })]);
  return context.redirect(`${path}?${told}`, 303);
}

/** What was typed waits on this page until somebody is signed in again. */
function sessionEnded({ text, path }: View, fields: Fields): Content {
  const back = new URLSearchParams({ back: '/signed-in' });
  return {
    title: text.failure.sessionEnded.title,
    body: html`<p>${text.failure.sessionEnded.body}</p>
<ol><li><a href="/sign-in?${back}" target="_blank" rel="noopener">${text.failure.sessionEnded.signIn}</a></li>
<li><form method="post" action="${path}">${keptHtml(fields)}<button type="submit">${text.failure.sessionEnded.goOn}</button></form></li></ol>`,
  };
}
