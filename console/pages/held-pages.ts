// The queue of held mail for Corporate Security: decided on facts, never on content (DESIGN 5a).
import { html } from 'hono/html';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { HeldFacts } from '../../core/oversight/monitoring/held-facts.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Fields, Own, Page } from '../app/page.ts';
import { foreign, listOf, summary, tag, timeHtml } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml } from '../app/table.ts';
import { filterHtml } from './filter.ts';
import { security } from './menus.ts';
import { messageFactsHtml } from './message-facts.ts';
import { proofsOf, signingHtml } from './signing.ts';

export const heldPages: readonly Page[] = [
  { path: '/held', menu: { label: 'held', roles: security }, show: showAll },
  { path: '/held/:item', show: showOne, forms: { release } },
];

const classes = ['held', 'blocked', 'stripped-original'] as const;
const states = ['kept', 'released', 'disposed'] as const;

async function showAll(view: Own): Promise<Content> {
  const { text, query, user } = view;
  const said = text.security.held;
  const filter = { class: query.class ?? 'held', state: query.state ?? 'kept', party: query.party ?? '' };
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  const { items, more } = await user.ask<{ items: readonly HeldItem[]; more: boolean }>('GET /held', {}, asked);
  const table = tableOf(view, items);
  const any = { value: '', label: text.list.all };
  return {
    title: said.title,
    body: html`<p>${said.lead}</p>${filterHtml(view, [
      {
        name: 'class',
        label: said.class,
        value: filter.class,
        options: [any, ...classes.map((value) => ({ value, label: text.words.class[value] }))],
      },
      {
        name: 'state',
        label: said.state,
        value: filter.state,
        options: [any, ...states.map((value) => ({ value, label: text.words.state[value] }))],
      },
      { name: 'party', label: said.party, value: filter.party, hint: said.partyHint },
    ])}${tableHtml(view, table)}${more ? html`<p>${said.newest(items.length)}</p>` : ''}`,
    csv: tableCsv(table),
    live: true,
  };
}

function tableOf(view: Own, rows: readonly HeldItem[]): Table<HeldItem> {
  const { text, site, language } = view;
  const said = text.security.held;
  const why = ({ recipients }: HeldItem) => {
    const clauses = recipients.flatMap(({ reasons }) => reasons.map(({ clause }) => clause));
    return site.explain(clauses, language).map((one) => one.why);
  };
  const to = ({ recipients }: HeldItem) => recipients.map(({ address }) => address);
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      {
        head: said.when,
        cell: ({ id, retainedAt }) => html`<a href="/held/${id}">${timeHtml(view, retainedAt)}</a>`,
        csv: ({ retainedAt }) => new Date(retainedAt).toISOString(),
      },
      { head: said.class, cell: (item) => tag(text.words.class[item.class]), csv: (item) => item.class },
      { head: said.from, cell: ({ envelope }) => foreign(envelope.mailFrom), csv: ({ envelope }) => envelope.mailFrom },
      {
        head: said.to,
        cell: (item) => {
          const [first = '', ...others] = to(item);
          return html`${foreign(first)}${others.length === 0 ? '' : ` ${said.more(others.length)}`}`;
        },
        csv: (item) => to(item).join(' '),
      },
      { head: said.why, cell: (item) => why(item).join(' '), csv: (item) => why(item).join(' ') },
      { head: text.security.item.number, cell: ({ id }) => html`<code>${id.slice(0, 8)}</code>`, csv: ({ id }) => id },
    ],
  };
}

async function showOne(view: Own): Promise<Content> {
  const { text, user, params } = view;
  const said = text.security.item;
  const { item, message } = await user.ask<HeldFacts>('GET /held/:item', params);
  const facts = summary([
    [said.number, html`<code>${item.id}</code>`],
    [text.security.held.when, timeHtml(view, item.retainedAt)],
    [text.security.held.class, tag(text.words.class[item.class])],
    [text.security.held.state, text.words.state[item.state]],
    [text.own.held.what, text.words.direction[item.direction]],
    [text.security.held.from, foreign(item.envelope.mailFrom)],
    [said.client, html`${foreign(item.envelope.client.address)} ${foreign(item.envelope.client.helo)}`],
  ]);
  return {
    title: said.title,
    body: html`${item.exempt ? html`<p>${said.exempt}</p>` : ''}${facts}${recipientsHtml(view, item)}
${message === null ? html`<p>${said.noIndex}</p>` : messageFactsHtml(view, message)}
${item.state === 'kept' && item.class === 'held' ? releaseHtml(view, item.id) : ''}`,
  };
}

function recipientsHtml(view: Own, { recipients }: HeldItem) {
  const { text, site, language } = view;
  const said = text.security.item;
  return tableHtml(view, {
    caption: said.recipients,
    empty: text.list.nothing,
    rows: recipients.slice(0, 200),
    columns: [
      { head: said.recipients, cell: ({ address }) => foreign(address) },
      { head: said.relation, cell: ({ relation }) => text.words.relation[relation] },
      { head: said.outcome, cell: ({ outcome }) => text.words.outcome[outcome] },
      {
        head: said.reasons,
        cell: ({ reasons }) =>
          listOf(
            site
              .explain(
                reasons.map(({ clause }) => clause),
                language,
              )
              .map(({ why }) => why),
          ),
      },
    ],
  });
}

function releaseHtml(view: Own, id: string) {
  const said = view.text.security.item;
  return html`<h2>${said.releaseTitle}</h2><p>${said.releaseHint}</p>${formHtml(
    view,
    {
      name: 'release',
      submit: said.release,
      fields: [
        { kind: 'area', name: 'why', label: said.why },
        { kind: 'area', name: 'proof', label: said.proof, hint: said.proofHint, most: 2_000 },
      ],
      data: { sign: 'release', items: id, decider: view.user.actor.person },
    },
    signingHtml(view),
  )}`;
}

async function release({ user, params }: Own, fields: Fields) {
  const { item = '' } = params;
  await user.ask('POST /held/:item/release', params, { why: fields.one('why'), proof: proofsOf(fields, [item])[0] });
  return { to: '/held', told: 'released' } as const;
}
