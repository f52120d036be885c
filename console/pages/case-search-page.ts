// Search within what a case covers, and asking for access to what was found (R-401, R-402).
import { html } from 'hono/html';
import { outcomes } from '../../core/model/decision.ts';
import type { CaseSearch, FoundMessage } from '../../core/oversight/cases/search-case.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { foreign, tag, timeText } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml, textColumn, timeColumn } from '../app/table.ts';
import { addressOf } from './case-page.ts';
import { filterHtml } from './filter.ts';

export const caseSearchPage: Page = { path: '/cases/:case/search', show, forms: { ask } };

const filters = ['sender', 'recipient', 'rule', 'outcome', 'from', 'until'] as const;

async function show(view: Own): Promise<Content> {
  const { text, query, params, user } = view;
  const said = text.cases.search;
  const { case: id = '' } = params;
  const asked = Object.fromEntries(filters.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
  const { found, more } = await user.ask<CaseSearch>('GET /cases/:case/search', params, asked);
  const table = tableOf(view, found);
  return {
    title: said.title(id.slice(0, 8)),
    body: html`<p>${said.lead} <a href="/cases/${id}">${said.back}</a></p>${filterHtml(view, filtersOf(view))}
${askHtml(view, found.length === 0 ? null : tableHtml(view, table))}${found.length === 0 ? tableHtml(view, table) : ''}
${more ? html`<p>${said.more}</p>` : ''}`,
    csv: () => tableCsv(table),
  };
}

function filtersOf({ text, query }: Own) {
  const said = text.cases.search;
  const any = { value: '', label: text.list.all };
  const field = (name: (typeof filters)[number]) => ({ name, label: said[name], value: query[name] ?? '' });
  return [
    field('sender'),
    field('recipient'),
    field('rule'),
    { ...field('outcome'), options: [any, ...outcomes.map((value) => ({ value, label: text.words.outcome[value] }))] },
    { ...field('from'), kind: 'date' as const },
    { ...field('until'), kind: 'date' as const },
  ];
}

function tableOf(view: Own, rows: readonly FoundMessage[]): Table<FoundMessage> {
  const { text, sent } = view;
  const said = text.cases.search;
  const chosen = new Set(sent?.fields.all('item'));
  const rules = ({ record }: FoundMessage) => [...new Set(record.findings.map(({ rule }) => rule))].join(', ');
  const to = ({ record }: FoundMessage) => record.recipients.map(({ address }) => address);
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      {
        head: said.kept,
        cell: (found) => itemsHtml(view, found, chosen),
        csv: ({ items }) => items.map(({ id }) => id).join(' '),
      },
      timeColumn(view, said.when, ({ record }) => record.at),
      {
        head: text.cases.access.from,
        cell: ({ record }) => foreign(record.mailFrom),
        csv: ({ record }) => record.mailFrom,
      },
      {
        head: said.to,
        cell: (found) =>
          to(found)
            .slice(0, 20)
            .map((one) => html`${foreign(one)} `),
        csv: (found) => to(found).join(' '),
      },
      textColumn(said.outcome, ({ record }) => text.words.outcome[record.outcome]),
      { head: said.findings, cell: (found) => html`<code>${rules(found)}</code>`, csv: rules },
    ],
  };
}

function itemsHtml(view: Own, { record, items }: FoundMessage, chosen: ReadonlySet<string>): Html {
  const { text } = view;
  const said = text.cases.search;
  const kept = items.filter(({ state }) => state !== 'disposed');
  if (kept.length === 0) return html`${said.notKept}`;
  const label = said.choose(timeText(view, record.at));
  return html`${kept.map(
    ({
      id,
      class: heldClass,
    }) => html`<span class="tick"><input type="checkbox" name="item" value="${id}" aria-label="${label}"
${chosen.has(id) ? html` checked` : ''}>${tag(text.words.class[heldClass])}</span>`,
  )}`;
}

function askHtml(view: Own, table: Html | null): Html {
  if (table === null) return html``;
  const { text, user } = view;
  const said = text.cases.search;
  const purposes = user.actor.roles.includes('investigator') ? (['read', 'original'] as const) : (['export'] as const);
  return formHtml(
    view,
    {
      name: 'ask',
      submit: said.ask,
      fields: [
        {
          kind: 'choice',
          name: 'purpose',
          label: said.purpose,
          options: purposes.map((value) => ({ value, label: text.words.accessPurpose[value] })),
        },
        { kind: 'area', name: 'why', label: said.why },
        { kind: 'day', name: 'until', label: said.last, hint: said.lastHint },
      ],
    },
    html`${table}<h2>${said.askTitle}</h2><p>${said.askHint}</p>`,
  );
}

export async function ask({ user, params }: Own, fields: Fields): Promise<Done> {
  const { one, all } = fields;
  const input = { items: all('item'), purpose: one('purpose'), why: one('why'), until: one('until') };
  const { id } = await user.ask<{ id: string }>('POST /cases/:case/accesses', { case: params.case ?? '' }, input);
  return { to: addressOf(id), told: 'accessAsked' };
}
