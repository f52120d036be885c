// One page of an attachment as a picture that was drawn anew (R-412).
import { html } from 'hono/html';
import type { Png } from '../api/route.ts';
import type { Content, Own, Page } from '../app/page.ts';
import { foreign } from '../app/parts.ts';
import { withQuery } from '../app/table.ts';

export const itemPicturePage: Page = { path: '/cases/:case/accesses/:access/items/:item/picture', show };

async function show(view: Own): Promise<Content> {
  const { text, user, params, query, path } = view;
  const said = text.cases.item;
  const page = Number(query.page ?? 1);
  const asked = { part: query.part ?? '', page };
  const { bytes } = await user.ask<Png>('GET /cases/:case/accesses/:access/items/:item/picture', params, asked);
  const source = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
  const to = (number: number, label: string) => html`<a href="${withQuery(view, { page: `${number}` })}">${label}</a>`;
  return {
    title: said.pictureTitle,
    body: html`<p>${foreign(asked.part)}. ${said.pictureLead} <a href="${path.replace(/\/picture$/, '')}">${said.back}</a></p>
<nav class="pager" aria-label="${text.list.pages}">${page > 1 ? to(page - 1, said.before) : ''} ${to(page + 1, said.after)}</nav>
<p class="page"><img src="${source}" alt="${said.pictureOf(page)}"></p>`,
  };
}
