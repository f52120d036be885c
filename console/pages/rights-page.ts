// Who holds which right, and which nobody needed; given and ended by administrators.
import { html } from 'hono/html';
import { rightRoles } from '../../core/oversight/people/person.ts';
import type { HeldRight } from '../../core/oversight/people/rights.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { details, tag, timeHtml } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml, textColumn } from '../app/table.ts';

export const rightsPage: Page = {
  path: '/rights',
  menu: { label: 'rights', roles: ['chief-security-officer', 'auditor', 'administrator'] },
  show,
  forms: { give, end },
};

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const rights = await user.ask<readonly HeldRight[]>('GET /rights');
  const unused = (one: HeldRight) => (one.unused ? 0 : 1);
  const table = tableOf(
    view,
    [...rights].sort((a, b) => unused(a) - unused(b) || a.person.localeCompare(b.person)),
  );
  const gives = user.actor.roles.includes('administrator');
  return {
    title: text.governance.rights.title,
    body: html`${tableHtml(view, table)}${gives ? giveHtml(view) : ''}`,
    csv: () => tableCsv(table),
  };
}

function tableOf(view: Own, rows: readonly HeldRight[]): Table<HeldRight> {
  const { text, user } = view;
  const said = text.governance.rights;
  const ends = user.actor.roles.includes('administrator');
  const used = ({ lastUsed }: HeldRight) => (lastUsed === null ? said.never : timeHtml(view, lastUsed));
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      textColumn(said.person, ({ person }) => person),
      { head: said.role, cell: ({ role }) => text.words.role[role], csv: ({ role }) => role },
      textColumn(said.from, ({ from }) => from),
      textColumn(said.until, ({ until }) => until),
      textColumn(said.givenBy, ({ givenBy }) => givenBy),
      {
        head: said.lastUsed,
        cell: (right) => html`${used(right)} ${right.unused ? tag(said.unused, 'warn') : ''}`,
        csv: ({ lastUsed }) => (lastUsed === null ? '' : new Date(lastUsed).toISOString()),
      },
      ...(ends ? [{ head: said.end, cell: (right: HeldRight) => endHtml(view, right) }] : []),
    ],
  };
}

function endHtml(view: Own, { person, role }: HeldRight): Html {
  const said = view.text.governance.rights;
  const which = `${person}/${role}`;
  const form = formHtml(view, {
    name: 'end',
    which,
    submit: said.end,
    grave: true,
    fields: [
      { kind: 'hidden', name: 'person', value: person },
      { kind: 'hidden', name: 'role', value: role },
      { kind: 'text', name: 'why', label: said.endWhy, most: 4_000 },
    ],
  });
  return details(said.end, form, view.sent?.fields.one('which') === which);
}

function giveHtml(view: Own): Html {
  const { text } = view;
  const said = text.governance.rights;
  return html`<h2>${said.giveTitle}</h2>${formHtml(view, {
    name: 'give',
    submit: said.give,
    fields: [
      { kind: 'text', name: 'person', label: said.person, most: 64, value: view.query.person ?? '' },
      {
        kind: 'choice',
        name: 'role',
        label: said.role,
        options: rightRoles.map((value) => ({ value, label: text.words.role[value] })),
      },
      { kind: 'day', name: 'from', label: said.from },
      { kind: 'day', name: 'until', label: said.until },
    ],
  })}`;
}

async function give({ user }: Own, { one }: Fields): Promise<Done> {
  const input = {
    person: one('person').trim().toLowerCase(),
    role: one('role'),
    from: one('from'),
    until: one('until'),
  };
  await user.ask('POST /rights', {}, input);
  return { to: '/rights', told: 'rightGiven' };
}

async function end({ user }: Own, { one }: Fields): Promise<Done> {
  await user.ask('POST /rights/:person/:role/end', { person: one('person'), role: one('role') }, { why: one('why') });
  return { to: '/rights', told: 'rightEnded' };
}
