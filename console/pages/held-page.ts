// The queue of held mail for Corporate Security, by reason, with decisions about many at once (DESIGN 5a).
import { html } from 'hono/html';
import { heldStates } from '../../core/model/held-state.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { HeldReasonCount, QueuePage } from '../../core/oversight/monitoring/held-queue.ts';
import type { DecidedItem } from '../api/release-routes.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Fields, Html, Outcome, Own, Page } from '../app/page.ts';
import { foreign, listOf, tag, timeText } from '../app/parts.ts';
import { pager, type Table, tableCsv, tableHtml, timeColumn } from '../app/table.ts';
import { refusalText } from '../text/refusals.ts';
import { filterHtml } from './filter.ts';
import { security } from './menus.ts';
import { proofsOf, signingHtml } from './signing.ts';

export const heldPage: Page = {
  path: '/held',
  menu: { label: 'held', roles: security },
  show,
  forms: { decide },
};

const classes = ['held', 'blocked', 'stripped-original'] as const;
const rowsOfPage = 50;

async function show(view: Own): Promise<Content> {
  const { text, query, user } = view;
  const said = text.security.held;
  const filter = { class: query.class ?? 'held', state: query.state ?? 'kept' };
  const { party, reason, from, until, after } = query;
  const given = Object.entries({ ...filter, party, reason, from, until, after }).filter(([, value]) => value);
  const asked = { ...Object.fromEntries(given), limit: rowsOfPage };
  const { items, next } = await user.ask<QueuePage>('GET /held', {}, asked);
  const decides = filter.class === 'held' && filter.state === 'kept' && items.length > 0;
  const table = tableOf(view, items, decides);
  const shown = tableHtml(view, table);
  return {
    title: said.title,
    body: html`<p>${said.lead}</p>${await filtersHtml(view, filter)}
${decides ? decisionHtml(view, shown) : shown}${pager(view, next)}`,
    csv: () => tableCsv(table),
    live: true,
  };
}

async function filtersHtml(view: Own, { class: heldClass, state }: { class: string; state: string }): Promise<Html> {
  const { text, query, user, site, language } = view;
  const said = text.security.held;
  const counted = classes.find((one) => one === heldClass);
  const reasons = await user.ask<readonly HeldReasonCount[]>(
    'GET /held-reasons',
    {},
    counted === undefined ? {} : { class: counted },
  );
  const reasonOf = ({ clause, items, atLeast }: HeldReasonCount) => ({
    value: clause,
    label: `${site.explain([clause], language)[0]?.why ?? clause} – ${items}${atLeast ? '+' : ''}`,
  });
  const any = { value: '', label: text.list.all };
  return filterHtml(view, [
    {
      name: 'class',
      label: said.class,
      value: heldClass,
      options: [any, ...classes.map((value) => ({ value, label: text.words.class[value] }))],
    },
    {
      name: 'state',
      label: said.state,
      value: state,
      options: [any, ...heldStates.map((value) => ({ value, label: text.words.state[value] }))],
    },
    { name: 'reason', label: said.why, value: query.reason ?? '', options: [any, ...reasons.map(reasonOf)] },
    { name: 'party', label: said.party, value: query.party ?? '', hint: said.partyHint },
    { name: 'from', label: said.first, value: query.from ?? '', kind: 'date' },
    { name: 'until', label: said.last, value: query.until ?? '', kind: 'date' },
  ]);
}

function tableOf(view: Own, rows: readonly HeldItem[], chosen: boolean): Table<HeldItem> {
  const { text, site, language, sent } = view;
  const said = text.security.held;
  const ticked = new Set(sent?.fields.all('item'));
  const why = ({ recipients }: HeldItem) => {
    const clauses = recipients.flatMap(({ reasons }) => reasons.map(({ clause }) => clause));
    return site.explain(clauses, language).map((one) => one.why);
  };
  const to = ({ recipients }: HeldItem) => recipients.map(({ address }) => address);
  const tick = ({ id, retainedAt }: HeldItem) => html`<input type="checkbox" name="item" value="${id}"
 aria-label="${text.list.choose(timeText(view, retainedAt))}"${ticked.has(id) ? html` checked` : ''}>`;
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      ...(chosen ? [{ head: text.list.chosen, cell: tick }] : []),
      timeColumn(
        view,
        said.when,
        ({ retainedAt }) => retainedAt,
        ({ id }) => `/held/${id}`,
      ),
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

function decisionHtml(view: Own, table: Html): Html {
  const { text, user } = view;
  const { held: said, item } = text.security;
  const all = html`<p class="tick" hidden><input type="checkbox" id="all" data-all="item"><label for="all">${text.list.chooseAll}</label></p>`;
  const ways = (['release', 'refuse'] as const).map((value) => ({ value, label: said.ways[value] }));
  return formHtml(
    view,
    {
      name: 'decide',
      submit: said.decide,
      fields: [
        { kind: 'radios', name: 'do', label: said.decision, options: ways },
        { kind: 'area', name: 'why', label: said.reason },
        { kind: 'area', name: 'proof', label: item.proof, hint: said.proofHint, most: 60_000, optional: true },
      ],
      data: { sign: 'release', items: '', decider: user.actor.person },
    },
    html`${all}${table}<h2>${said.decideTitle}</h2><p>${item.releaseHint}</p>${signingHtml(view)}`,
  );
}

async function decide(view: Own, fields: Fields): Promise<Outcome> {
  const { user, text, language } = view;
  const chosen = fields.all('item');
  const released = fields.one('do') === 'release';
  const proofs = released && chosen.length > 0 ? proofsOf(fields, chosen) : [];
  const items = chosen.map((item, index) => (released ? { item, proof: proofs[index] } : { item }));
  const input = { do: fields.one('do'), why: fields.one('why'), items };
  const decided = await user.ask<readonly DecidedItem[]>('POST /held-decisions', {}, input);
  const undone = decided.filter(({ refused }) => refused !== null);
  if (undone.length === 0) return { to: '/held', told: released ? 'released' : 'refused', number: decided.length };
  const said = text.security.held;
  return {
    title: said.undone(undone.length, decided.length),
    body: html`${listOf(
      undone.map(
        ({ item, refused }) =>
          html`<a href="/held/${item}">${item.slice(0, 8)}</a>: ${refusalText(language, refused ?? '')}`,
      ),
    )}<p><a href="/held">${said.title}</a></p>`,
  };
}
