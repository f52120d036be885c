// One's own held mail: why, whether it was read, and what to do about it (R-608, R-609, R-210, R-212).
import { html } from 'hono/html';
import type { FindingKind } from '../../core/model/finding.ts';
import { NotFound } from '../../core/oversight/act.ts';
import type { OwnHeld, OwnHeldItem, OwnReading } from '../../core/oversight/own/own-held.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Explained, Fields, Html, Own, Page } from '../app/page.ts';
import { empty, foreign, listOf, summary, tag, timeHtml, timeText } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml, textColumn, timeColumn } from '../app/table.ts';
import { everybody } from './menus.ts';
import { wrongFindingHtml } from './wrong-finding-form.ts';

export const ownHeldPages: readonly Page[] = [
  { path: '/me/held', menu: { label: 'ownMail', roles: everybody }, show: showAll },
  { path: '/me/held/:item', show: showOne, forms: { 'ask-exception': askException, wrong, appeal } },
];

async function showAll(view: Own): Promise<Content> {
  const { text, user } = view;
  const { items, more } = await user.ask<OwnHeld>('GET /me/held');
  const table = tableOf(view, items);
  return {
    title: text.own.held.title,
    body: html`<p>${text.own.held.lead}</p>${tableHtml(view, table)}${more ? html`<p>${text.own.held.more}</p>` : ''}`,
    csv: () => tableCsv(table),
    live: true,
  };
}

function tableOf(view: Own, rows: readonly OwnHeldItem[]): Table<OwnHeldItem> {
  const { text, site, language } = view;
  const said = text.own.held;
  const why = ({ reasons }: OwnHeldItem) => site.explain(reasons, language).map((one) => one.why);
  const what = (item: OwnHeldItem) =>
    item.state === 'kept' ? text.words.class[item.class] : text.words.state[item.state];
  const wasRead = ({ read }: OwnHeldItem) => (read.length === 0 ? said.notRead : said.wasRead);
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      timeColumn(
        view,
        said.when,
        ({ retainedAt }) => retainedAt,
        ({ id }) => `/me/held/${id}`,
      ),
      { head: said.what, cell: (item) => tag(what(item)), csv: what },
      textColumn(said.from, ({ from }) => from, foreign),
      { head: said.to, cell: ({ to }) => to.map((one) => html`${foreign(one)} `), csv: ({ to }) => to.join(' ') },
      { head: said.why, cell: (item) => why(item).join(' '), csv: (item) => why(item).join(' ') },
      textColumn(said.read, wasRead),
    ],
  };
}

async function find({ user, params }: Own): Promise<OwnHeldItem> {
  const { items } = await user.ask<OwnHeld>('GET /me/held');
  const found = items.find(({ id }) => id === params.item);
  if (found === undefined) throw new NotFound('item');
  return found;
}

async function showOne(view: Own): Promise<Content> {
  const { text, site, language } = view;
  const item = await find(view);
  const said = text.own.item;
  const facts = summary([
    [said.number, html`<code>${item.id}</code>`],
    [text.own.held.when, timeHtml(view, item.retainedAt)],
    [text.own.held.what, `${text.words.class[item.class]}, ${text.words.state[item.state].toLowerCase()}`],
    [text.own.held.from, foreign(item.from)],
    [text.own.held.to, listOf(item.to.map((one) => foreign(one)))],
  ]);
  return {
    title: said.title,
    body: html`<h2>${said.facts}</h2>${facts}<h2>${said.reasons}</h2>
${listOf(site.explain(item.reasons, language).map(reasonHtml))}
<h2>${said.readTitle}</h2>${item.read.length === 0 ? html`<p>${said.notRead}</p>` : listOf(item.read.map((one) => readText(view, one)))}
${item.direction === 'inbound' ? '' : exceptionHtml(view, item)}${await wrongHtml(view)}
<h2>${said.appealTitle}</h2><p>${said.appealHint(site.appeals)}</p>${formHtml(view, {
      name: 'appeal',
      submit: said.appeal,
      fields: [{ kind: 'area', name: 'why', label: said.appealWhy, hint: said.whyHint }],
    })}`,
  };
}

function reasonHtml({ why, todo }: Explained) {
  return html`${why}${todo === null ? '' : html` <em>${todo}</em>`}`;
}

function readText({ text, language, zone }: Own, { purpose, firstAt, lastAt }: OwnReading): string {
  const at = (time: number) => timeText({ language, zone }, time);
  return text.own.item.wasRead(text.words.purpose[purpose], at(firstAt), at(lastAt));
}

function exceptionHtml(view: Own, { to, reasons }: OwnHeldItem) {
  const said = view.text.own.item;
  if (to.length === 0) return empty(view.text.list.nothing);
  return html`<h2>${said.exceptionTitle}</h2><p>${said.exceptionHint}</p>${formHtml(view, {
    name: 'ask-exception',
    submit: said.ask,
    fields: [
      {
        kind: 'choice',
        name: 'recipient',
        label: said.recipient,
        options: to.map((one) => ({ value: one, label: one })),
      },
      { kind: 'hidden', name: 'clause', value: reasons.length === 1 ? (reasons[0] ?? '') : '' },
      { kind: 'area', name: 'why', label: said.why, hint: said.whyHint },
    ],
  })}`;
}

async function askException(view: Own, fields: Fields) {
  const { from } = await find(view);
  await view.user.ask(
    'POST /me/exceptions',
    {},
    {
      sender: from,
      recipient: fields.one('recipient'),
      clause: fields.some('clause') ?? null,
      why: fields.one('why'),
    },
  );
  return { to: '/me/requests', told: 'exceptionAsked' } as const;
}

async function wrongHtml(view: Own): Promise<Html> {
  const { text, user, params } = view;
  const kinds = await user.ask<readonly FindingKind[]>('GET /me/held/:item/finding-kinds', params);
  const options = kinds.map((value) => ({ value, label: text.words.kind[value] }));
  return wrongFindingHtml(view, 'kind', options);
}

async function wrong({ user, params }: Own, { one }: Fields) {
  await user.ask('POST /me/held/:item/wrong-findings', params, { kind: one('kind'), why: one('why') });
  return { to: '/me/requests', told: 'findingReported' } as const;
}

async function appeal(view: Own, fields: Fields) {
  const { id } = await find(view);
  await view.user.ask('POST /me/appeals', {}, { against: id, why: fields.one('why') });
  return { to: '/me/requests', told: 'appealLodged' } as const;
}
