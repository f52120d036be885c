// Cases: those one may see, and opening a new one.
import { html } from 'hono/html';
import type { Case } from '../../core/oversight/cases/case.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Fields, Own, Page } from '../app/page.ts';
import { details, tag } from '../app/parts.ts';
import { pagedHtml, type Table, tableCsv, textColumn, timeColumn } from '../app/table.ts';

/** As the route answers. */
type ListedCase = Pick<Case, 'id' | 'state' | 'purpose' | 'openedAt'> & {
  readonly investigators: readonly Pick<Case['investigators'][number], 'person' | 'until'>[];
};

export const casesPage: Page = {
  path: '/cases',
  menu: { label: 'cases', roles: ['investigator', 'corporate-security', 'chief-security-officer', 'deputy'] },
  show,
  forms: { open },
};

const openable = ['suspected-misuse', 'security-incident', 'classified-disclosure'] as const;

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const all = await user.ask<readonly ListedCase[]>('GET /cases');
  const table = tableOf(view, all);
  const opens = user.actor.roles.includes('corporate-security') ? openHtml(view) : '';
  return {
    title: text.cases.list.title,
    body: html`${pagedHtml(view, table, ({ id }) => id)}${opens}`,
    csv: () => tableCsv(table),
    live: true,
  };
}

function tableOf(view: Own, rows: readonly ListedCase[]): Table<ListedCase> {
  const { text } = view;
  const said = text.cases.list;
  const who = ({ investigators }: ListedCase) => investigators.map(({ person }) => person).join(', ');
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      { head: said.number, cell: ({ id }) => html`<a href="/cases/${id}">${id.slice(0, 8)}</a>`, csv: ({ id }) => id },
      textColumn(said.purpose, ({ purpose }) => text.words.purpose[purpose]),
      {
        head: said.state,
        cell: ({ state }) => tag(text.words.caseState[state], state === 'referred' ? 'warn' : 'plain'),
        csv: ({ state }) => text.words.caseState[state],
      },
      timeColumn(view, said.opened, ({ openedAt }) => openedAt),
      textColumn(said.investigators, who),
    ],
  };
}

function openHtml(view: Own) {
  const { text, sent } = view;
  const said = text.cases.list;
  const form = formHtml(view, {
    name: 'open',
    submit: said.open,
    fields: [
      {
        kind: 'radios',
        name: 'purpose',
        label: said.purposeAsk,
        options: openable.map((value) => ({ value, label: text.words.purpose[value] })),
      },
      { kind: 'text', name: 'about', label: said.about, most: 64, optional: true },
      { kind: 'area', name: 'grounds', label: said.grounds },
      { kind: 'tick', name: 'told', label: said.told },
      { kind: 'area', name: 'toldWhy', label: said.toldWhy, optional: true },
      { kind: 'text', name: 'consulted', label: said.consulted, hint: said.consultedHint, most: 4_000, optional: true },
    ],
  });
  return details(said.openTitle, form, sent !== null);
}

async function open({ user }: Own, fields: Fields) {
  const { case: id } = await user.ask<{ case: string }>(
    'POST /cases',
    {},
    {
      purpose: fields.one('purpose'),
      about: fields.some('about')?.toLowerCase() ?? null,
      grounds: fields.one('grounds'),
      told: toldBy(fields),
      consulted: fields.some('consulted') ?? null,
    },
  );
  return { to: `/cases/${id}`, told: 'caseOpened' } as const;
}

export function toldBy(fields: Fields): Case['told'] {
  return { yes: fields.one('told') === 'yes', why: fields.one('toldWhy') };
}
