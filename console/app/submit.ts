// Takes a form that was sent: once, from our own pages, by who is signed in; and gives back what was typed when it cannot.
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { html } from 'hono/html';
import { Refused } from '../../core/ports.ts';
import { refusalText } from '../text/refusals.ts';
import { Unsound } from './ask.ts';
import { fieldsOf } from './form.ts';
import type { Once } from './once.ts';
import type { Content, Fields, Outcome, Own, Page, Problem, View } from './page.ts';
import { failureAnswer, missing, type Shell, shown, shownContent } from './show.ts';

export async function submit(
  shell: Shell,
  once: Once<Outcome>,
  context: Context,
  view: View,
  page: Page,
): Promise<Response> {
  if (isFromElsewhere(context)) return failureAnswer(shell, context, view, 403);
  const fields = fieldsOf(await context.req.parseBody({ all: true }));
  if (view.user === null) return shownContent(shell, context, view, sessionEnded(view, fields), 401);
  const own: Own = { ...view, user: view.user };
  const form = fields.one('form');
  const again = (problems: readonly Problem[], status: 400 | 409 | 500) =>
    shown(shell, context, { ...own, sent: { form, fields, problems } }, page, status);
  const work = page.forms !== undefined && Object.hasOwn(page.forms, form) ? page.forms[form] : undefined;
  if (work === undefined) return missing(shell, context, view);
  if (fields.one('token') !== view.user.token) return again([{ field: null, text: view.text.form.stale }], 409);
  try {
    const name = `${view.user.actor.person} ${page.path} ${fields.some('once') ?? randomUUID()}`;
    return await answer(shell, context, own, await once(name, () => work(own, fields)));
  } catch (cause) {
    if (cause instanceof Unsound)
      return again(
        cause.fields.map((field) => ({ field, text: view.text.form.unsound })),
        400,
      );
    if (cause instanceof Refused) return again([{ field: null, text: refusalText(view.language, cause.message) }], 409);
    shell.report({ event: 'console-failed', cause });
    return again([{ field: null, text: view.text.form.broken }], 500);
  }
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
  const kept = fields
    .entries()
    .filter(([name]) => name !== 'token' && name !== 'once')
    .map(
      ([name, value]) => html`<textarea name="${name}" hidden>
${value}</textarea>`,
    );
  const back = new URLSearchParams({ back: '/signed-in' });
  return {
    title: text.failure.sessionEnded.title,
    body: html`<p>${text.failure.sessionEnded.body}</p>
<ol><li><a href="/sign-in?${back}" target="_blank" rel="noopener">${text.failure.sessionEnded.signIn}</a></li>
<li><form method="post" action="${path}">${kept}<button type="submit">${text.failure.sessionEnded.goOn}</button></form></li></ol>`,
  };
}
