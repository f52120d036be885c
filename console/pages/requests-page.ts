// Requests of law and legal holds, for access officers.
import { html } from 'hono/html';
import { type Case, lawPurposes } from '../../core/oversight/cases/case.ts';
import type { LegalHold } from '../../core/oversight/retention/legal-hold.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { details, foreign, tag, timeHtml } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml, timeColumn } from '../app/table.ts';

export const requestsPage: Page = {
  path: '/requests',
  menu: { label: 'requests', roles: ['access-officer'] },
  show,
  forms: { open, hold, lift },
};

/** As the route answers. */
type ListedRequest = Pick<Case, 'id' | 'state' | 'purpose' | 'officer' | 'openedAt'>;

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.governance.requests;
  const requests = await user.ask<readonly ListedRequest[]>('GET /requests');
  const holds = await user.ask<readonly LegalHold[]>('GET /holds');
  const table = requestTable(view, requests);
  const mine = requests.filter(({ officer, state }) => officer === user.actor.person && state !== 'closed');
  return {
    title: said.title,
    body: html`${tableHtml(view, table)}${openHtml(view)}${holdsHtml(view, holds)}${mine.length === 0 ? '' : placeHtml(view, mine)}`,
    csv: () => tableCsv(table),
  };
}

function requestTable(view: Own, rows: readonly ListedRequest[]): Table<ListedRequest> {
  const { text, user } = view;
  const said = text.governance.requests;
  const number = ({ id, officer }: ListedRequest) =>
    officer === user.actor.person ? html`<a href="/cases/${id}">${id.slice(0, 8)}</a>` : id.slice(0, 8);
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      { head: said.case, cell: number, csv: ({ id }) => id },
      { head: said.kind, cell: ({ purpose }) => text.words.purpose[purpose], csv: ({ purpose }) => purpose },
      { head: said.state, cell: ({ state }) => tag(text.words.caseState[state]), csv: ({ state }) => state },
      { head: said.officer, cell: ({ officer }) => officer ?? text.list.nothing, csv: ({ officer }) => officer },
      timeColumn(view, said.opened, ({ openedAt }) => openedAt),
    ],
  };
}

function openHtml(view: Own): Html {
  const { text, sent } = view;
  const said = text.governance.requests;
  const form = formHtml(view, {
    name: 'open',
    submit: said.open,
    fields: [
      {
        kind: 'radios',
        name: 'purpose',
        label: said.kind,
        options: lawPurposes.map((value) => ({ value, label: text.words.purpose[value] })),
      },
      { kind: 'text', name: 'about', label: said.about, most: 64, optional: true },
      { kind: 'area', name: 'grounds', label: said.grounds },
    ],
  });
  return details(said.openTitle, form, sent?.form === 'open');
}

function holdsHtml(view: Own, rows: readonly LegalHold[]): Html {
  const { text } = view;
  const said = text.governance.requests;
  return tableHtml(view, {
    caption: said.holds,
    empty: said.noHolds,
    rows,
    columns: [
      { head: said.case, cell: ({ case: id }) => html`<code>${id.slice(0, 8)}</code>` },
      { head: said.addresses, cell: ({ addresses }) => addresses.map((one) => html`${foreign(one)} `) },
      {
        head: said.days,
        cell: ({ from, until }) =>
          from === null && until === null ? said.anyDays : `${from ?? '…'} – ${until ?? '…'}`,
      },
      { head: said.placed, cell: ({ placedAt, placedBy }) => html`${timeHtml(view, placedAt)}, ${placedBy}` },
      {
        head: said.liftedAt,
        cell: (one) => (one.lifted === null ? liftHtml(view, one) : timeHtml(view, one.lifted.at)),
      },
    ],
  });
}

function liftHtml(view: Own, { id }: LegalHold): Html {
  const said = view.text.governance.requests;
  const form = formHtml(view, {
    name: 'lift',
    which: id,
    submit: said.lift,
    grave: true,
    fields: [
      { kind: 'hidden', name: 'hold', value: id },
      { kind: 'text', name: 'why', label: said.liftWhy, most: 4_000 },
    ],
  });
  return details(said.lift, form, view.sent?.fields.one('which') === id);
}

function placeHtml(view: Own, requests: readonly ListedRequest[]): Html {
  const { text } = view;
  const said = text.governance.requests;
  const options = requests.map(({ id, purpose }) => ({
    value: id,
    label: `${id.slice(0, 8)} – ${text.words.purpose[purpose]}`,
  }));
  return html`<h2>${said.holdTitle}</h2>${formHtml(view, {
    name: 'hold',
    submit: said.hold,
    fields: [
      { kind: 'choice', name: 'case', label: said.case, options },
      { kind: 'area', name: 'addresses', label: said.addresses, hint: said.addressesHint, most: 60_000 },
      { kind: 'day', name: 'from', label: text.cases.steps.from, optional: true },
      { kind: 'day', name: 'until', label: text.cases.steps.until, optional: true },
    ],
  })}`;
}

async function open({ user }: Own, { one, some }: Fields): Promise<Done> {
  const input = { purpose: one('purpose'), about: some('about')?.toLowerCase() ?? null, grounds: one('grounds') };
  const { case: id } = await user.ask<{ case: string }>('POST /requests', {}, input);
  return { to: `/cases/${id}`, told: 'requestOpened' };
}

async function hold({ user }: Own, { one, some }: Fields): Promise<Done> {
  const addresses = linesOf(one('addresses'));
  const input = { addresses, from: some('from') ?? null, until: some('until') ?? null };
  await user.ask('POST /requests/:case/holds', { case: one('case') }, input);
  return { to: '/requests', told: 'holdPlaced' };
}

async function lift({ user }: Own, { one }: Fields): Promise<Done> {
  await user.ask('POST /holds/:hold/lift', { hold: one('hold') }, { why: one('why') });
  return { to: '/requests', told: 'holdLifted' };
}

/** Addresses as people list them: a line each, or by commas. */
export function linesOf(text: string): readonly string[] {
  return text.split(/[\s,;]+/).filter((one) => one !== '');
}
