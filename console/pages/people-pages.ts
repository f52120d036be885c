// People and their accounts, and shared mailboxes with who answers for them, for administrators (R-410, R-411, R-604).
import { html } from 'hono/html';
import type { ListedMailbox } from '../../core/oversight/people/mailboxes.ts';
import type { Person } from '../../core/oversight/people/person.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { details, foreign, summary, tag } from '../app/parts.ts';
import { pagedHtml, type Table, tableCsv, tableHtml, textColumn } from '../app/table.ts';
import { filterHtml } from './filter.ts';

const administrators = ['administrator'] as const;

export const peoplePages: readonly Page[] = [
  {
    path: '/people',
    menu: { label: 'people', roles: administrators },
    show: showPeople,
    forms: { reset, import: importPeople },
  },
  {
    path: '/mailboxes',
    menu: { label: 'mailboxes', roles: administrators },
    show: showMailboxes,
    forms: { keep, end },
  },
];

async function showPeople(view: Own): Promise<Content> {
  const { text, user, query } = view;
  const said = text.governance.people;
  const all = await user.ask<readonly Person[]>('GET /people');
  const part = (query.find ?? '').trim().toLowerCase();
  const found = all.filter(({ id, name, addresses }) =>
    [id, name, ...addresses].some((one) => one.toLowerCase().includes(part)),
  );
  const table = peopleTable(view, found);
  return {
    title: said.title,
    body: html`${filterHtml(view, [{ name: 'find', label: said.find, value: query.find ?? '' }])}${pagedHtml(view, table, ({ id }) => id)}
<h2>${said.resetTitle}</h2><p>${said.resetHint}</p>${formHtml(view, {
      name: 'reset',
      submit: said.give,
      fields: [
        { kind: 'text', name: 'person', label: said.person, most: 64 },
        { kind: 'tick', name: 'factors', label: said.factors },
      ],
    })}${importHtml(view)}`,
    csv: () => tableCsv(table),
  };
}

function importHtml(view: Own): Html {
  const said = view.text.governance.people;
  return html`<h2>${said.importTitle}</h2>${formHtml(view, {
    name: 'import',
    submit: said.import,
    fields: [
      { kind: 'area', name: 'csv', label: said.csv, hint: said.csvHint, most: 200_000 },
      { kind: 'tick', name: 'partial', label: said.partial },
      { kind: 'tick', name: 'complete', label: said.complete },
    ],
  })}`;
}

function peopleTable(view: Own, rows: readonly Person[]): Table<Person> {
  const { text } = view;
  const said = text.governance.people;
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      textColumn(said.name, ({ name }) => name, foreign),
      textColumn(said.account, ({ id }) => id),
      {
        head: said.addresses,
        cell: ({ addresses }) => addresses.map((one) => html`${foreign(one)} `),
        csv: ({ addresses }) => addresses.join(' '),
      },
      { head: said.manager, cell: ({ manager }) => manager ?? text.list.nothing, csv: ({ manager }) => manager },
      { head: said.status, cell: ({ status }) => tag(said.statuses[status]), csv: ({ status }) => status },
    ],
  };
}

/** Shown in the answer itself, and nowhere later. */
async function reset({ user, text }: Own, { one }: Fields): Promise<Content> {
  const said = text.governance.people;
  const person = one('person').trim().toLowerCase();
  const given = await user.ask<{ oneTimePassword: string }>(
    'POST /people/:person/account/reset',
    { person },
    { factors: one('factors') === 'yes' },
  );
  return {
    title: said.given,
    body: html`<p>${said.givenHint}</p>${summary([
      [said.account, person],
      [said.given, html`<code>${given.oneTimePassword}</code>`],
    ])}<p><a href="/people">${said.title}</a></p>`,
  };
}

async function importPeople({ user }: Own, { one }: Fields): Promise<Done> {
  const ticked = (name: string) => one(name) === 'yes';
  await user.ask(
    'POST /people/import',
    {},
    { csv: one('csv'), partial: ticked('partial'), complete: ticked('complete') },
  );
  return { to: '/people', told: 'peopleImported' };
}

async function showMailboxes(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.governance.mailboxes;
  const table = mailboxTable(view, await user.ask<readonly ListedMailbox[]>('GET /mailboxes'));
  return {
    title: said.title,
    body: html`${tableHtml(view, table)}<h2>${said.keepTitle}</h2>${formHtml(view, {
      name: 'keep',
      submit: said.keep,
      fields: [
        { kind: 'address', name: 'address', label: said.address },
        { kind: 'text', name: 'owner', label: said.ownerAccount, most: 64 },
      ],
    })}`,
    csv: () => tableCsv(table),
  };
}

function mailboxTable(view: Own, rows: readonly ListedMailbox[]): Table<ListedMailbox> {
  const { text } = view;
  const said = text.governance.mailboxes;
  const ending = ({ address, reviewedOn }: ListedMailbox) =>
    reviewedOn === null
      ? text.list.nothing
      : details(
          said.end,
          formHtml(view, {
            name: 'end',
            which: address,
            submit: said.end,
            grave: true,
            fields: [{ kind: 'hidden', name: 'address', value: address }],
          }),
        );
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      textColumn(said.address, ({ address }) => address, foreign),
      textColumn(said.owner, ({ owner }) => owner, foreign),
      {
        head: said.reviewed,
        cell: ({ reviewedOn }) => reviewedOn ?? text.list.nothing,
        csv: ({ reviewedOn }) => reviewedOn,
      },
      {
        head: said.due,
        cell: ({ due }) => (due === null ? '' : tag(said.dues[due], 'warn')),
        csv: ({ due }) => due ?? '',
      },
      { head: said.end, cell: ending },
    ],
  };
}

async function keep({ user }: Own, { one }: Fields): Promise<Done> {
  await user.ask('POST /mailboxes', {}, { address: one('address').trim(), owner: one('owner').trim().toLowerCase() });
  return { to: '/mailboxes', told: 'mailboxKept' };
}

async function end({ user }: Own, { one }: Fields): Promise<Done> {
  await user.ask('DELETE /mailboxes/:address', { address: one('address') });
  return { to: '/mailboxes', told: 'mailboxEnded' };
}
