// What everybody may read, signed in or not: where one is, and what is monitored and why.
import { html } from 'hono/html';
import type { Content, Menu, Page, PublicPage, View } from '../app/page.ts';
import { listOf } from '../app/parts.ts';

export function publicPages(pages: readonly Page[]): readonly PublicPage[] {
  return [
    { path: '/', show: async (view) => (view.user === null ? landing(view) : home(view, pages)) },
    { path: '/monitoring', show: async (view) => monitoring(view) },
    {
      path: '/signed-in',
      show: async ({ text }) => ({ title: text.own.signedIn.title, body: html`<p>${text.own.signedIn.body}</p>` }),
    },
  ];
}

function landing({ text }: View): Content {
  const { title, lead, before } = text.own.landing;
  return {
    title,
    body: html`<p>${lead}</p><p><a class="button" href="/sign-in">${text.frame.signIn}</a></p>
<p>${before} <a href="/monitoring">${text.frame.monitoring}</a></p>`,
  };
}

function home({ text, user }: View, pages: readonly Page[]): Content {
  const roles = [...(user?.actor.roles ?? []), ...(user?.actor.deputy ? ['deputy' as const] : [])];
  const mine = pages.filter(({ menu }) => menu?.roles.some((role) => roles.includes(role)));
  const task = (path: string, { label }: Menu) => html`<li><a href="${path}">${text.menu[label]}</a>
<p>${text.own.home.about[label]}</p></li>`;
  return {
    title: text.own.home.title(user?.person?.name ?? user?.actor.person ?? ''),
    body: html`<h2>${text.own.home.tasks}</h2>
<ul class="tasks">${mine.map(({ path, menu }) => (menu === undefined ? '' : task(path, menu)))}</ul>`,
  };
}

function monitoring({ text, site }: View): Content {
  const said = text.own.monitoring;
  const { retention } = site;
  const kept =
    retention === null
      ? html`<p>${said.keptUnset}</p>`
      : listOf(said.kept(retention.held, retention.blocked, retention['stripped-original']));
  return {
    title: said.title,
    body: html`<p>${said.organisation}</p><h2>${said.whatTitle}</h2>${listOf(said.what)}
<h2>${said.whyTitle}</h2>${listOf(said.why)}<h2>${said.whoTitle}</h2>${listOf(said.who)}
<h2>${said.keptTitle}</h2>${kept}<h2>${said.rightsTitle}</h2>${listOf(said.rights)}<p>${said.appeals(site.appeals)}</p>`,
  };
}
