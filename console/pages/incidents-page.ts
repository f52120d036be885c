// Incidents and who was stopped again and again, for Corporate Security and the chief security officer (R-602, R-606, R-607).
import { html } from 'hono/html';
import { severities } from '../../core/model/finding.ts';
import { dayOf } from '../../core/oversight/calendar.ts';
import { type Incident, incidentKinds } from '../../core/oversight/incidents/incident.ts';
import { periodDays, type RepeatOffender, tooMany } from '../../core/oversight/incidents/repeated-attempts.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { details, foreign, listOf, tag } from '../app/parts.ts';
import { pagedHtml, type Table, tableCsv, textColumn, timeColumn } from '../app/table.ts';
import { filterHtml } from './filter.ts';
import { daysBetween, deadlineOf } from './incident-words.ts';
import { toneOf } from './message-facts.ts';

const roles = ['corporate-security', 'chief-security-officer'] as const;

export const incidentsPages: readonly Page[] = [
  { path: '/incidents', menu: { label: 'incidents', roles }, show: showIncidents, forms: { open } },
  { path: '/repeat-offenders', menu: { label: 'offenders', roles }, show: showOffenders },
];

const states = ['open', 'contained', 'closed'] as const satisfies readonly Incident['state'][];
/** Those about which something is still to be done. */
const running = 'running';

async function showIncidents(view: Own): Promise<Content> {
  const { text, query, user } = view;
  const said = text.incidents;
  const { kind = '', state = running } = query;
  const all = await user.ask<readonly Incident[]>('GET /incidents', {}, kind === '' ? {} : { kind });
  const wanted = all.filter(
    (one) => state === '' || (state === running ? one.state !== 'closed' : one.state === state),
  );
  const table = incidentTable(view, wanted);
  const any = { value: '', label: text.list.all };
  const kindOptions = incidentKinds.map((value) => ({ value, label: said.kinds[value] }));
  const stateOptions = states.map((value) => ({ value, label: said.states[value] }));
  const filters = filterHtml(view, [
    {
      name: 'state',
      label: said.list.state,
      value: state,
      options: [{ value: running, label: said.list.running }, ...stateOptions, any],
    },
    { name: 'kind', label: said.list.kind, value: kind, options: [any, ...kindOptions] },
  ]);
  return {
    title: said.list.title,
    body: html`${filters}${pagedHtml(view, table, ({ id }) => id)}${openHtml(view)}`,
    csv: () => tableCsv(table),
    live: true,
  };
}

function incidentTable(view: Own, rows: readonly Incident[]): Table<Incident> {
  const { text, now, site } = view;
  const said = text.incidents;
  const today = dayOf(now, site.zone);
  const age = ({ openedAt }: Incident) => daysBetween(dayOf(openedAt, site.zone), today);
  const deadline = (incident: Incident) => {
    const due = deadlineOf(incident);
    if (due === null) return text.list.nothing;
    return html`<time>${due}</time> ${due < today ? tag(said.list.overdue, 'bad') : ''}`;
  };
  return {
    caption: said.list.caption,
    empty: said.list.empty,
    rows,
    columns: [
      timeColumn(
        view,
        said.list.opened,
        ({ openedAt }) => openedAt,
        ({ id }) => `/incidents/${id}`,
      ),
      textColumn(said.list.kind, ({ kind }) => said.kinds[kind]),
      {
        head: said.list.severity,
        cell: ({ severity }) => tag(text.words.severity[severity], toneOf(severity)),
        csv: ({ severity }) => severity,
      },
      textColumn(said.list.about, ({ about }) => about, foreign),
      {
        head: said.list.state,
        cell: ({ state }) => tag(said.states[state], state === 'open' ? 'warn' : 'plain'),
        csv: ({ state }) => said.states[state],
      },
      { head: said.list.age, cell: (one) => said.list.days(age(one)), csv: age },
      { head: said.list.deadline, cell: deadline, csv: deadlineOf },
      { head: said.one.number, cell: ({ id }) => html`<code>${id.slice(-8)}</code>`, csv: ({ id }) => id },
    ],
  };
}

function openHtml(view: Own): Html {
  const { text, sent } = view;
  const said = text.incidents;
  const form = formHtml(view, {
    name: 'open',
    submit: said.list.open,
    fields: [
      {
        kind: 'choice',
        name: 'kind',
        label: said.list.kind,
        options: incidentKinds.map((value) => ({ value, label: said.kinds[value] })),
        value: 'reported',
      },
      {
        kind: 'choice',
        name: 'severity',
        label: said.list.severity,
        options: severities.map((value) => ({ value, label: text.words.severity[value] })),
        value: 'medium',
      },
      { kind: 'text', name: 'about', label: said.list.aboutAsk },
      { kind: 'area', name: 'summary', label: said.list.summary, hint: said.list.summaryHint },
    ],
  });
  return details(said.list.openTitle, form, sent?.form === 'open');
}

async function open({ user }: Own, { one }: Fields): Promise<Done> {
  const given = { kind: one('kind'), severity: one('severity'), about: one('about'), summary: one('summary') };
  const { id } = await user.ask<Incident>('POST /incidents', {}, given);
  return { to: `/incidents/${id}`, told: 'incidentOpened' };
}

async function showOffenders(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.incidents.offenders;
  const all = await user.ask<readonly RepeatOffender[]>('GET /repeat-offenders');
  const table = offenderTable(view, all);
  return {
    title: said.title,
    body: html`<p>${said.lead(tooMany, periodDays)}</p>${pagedHtml(view, table, ({ incident }) => incident)}`,
    csv: () => tableCsv(table),
  };
}

function offenderTable(view: Own, rows: readonly RepeatOffender[]): Table<RepeatOffender> {
  const { text, site, language } = view;
  const said = text.incidents.offenders;
  const reasons = ({ clauses }: RepeatOffender) =>
    Object.entries(clauses).map(
      ([clause, count]) => `${site.explain([clause], language)[0]?.why ?? clause} (${count})`,
    );
  const decides = view.user.actor.roles.includes('corporate-security');
  const mail = (sender: string) =>
    html`<a href="/held?${new URLSearchParams({ class: 'blocked', party: sender })}">${said.mail}</a>`;
  return {
    caption: said.caption(periodDays),
    empty: said.empty,
    rows,
    columns: [
      {
        head: said.sender,
        cell: ({ sender }) => html`${foreign(sender)}${decides ? html`<br>${mail(sender)}` : ''}`,
        csv: ({ sender }) => sender,
      },
      { head: said.blocked, cell: ({ blocked }) => blocked, csv: ({ blocked }) => blocked },
      timeColumn(view, said.last, ({ lastAt }) => lastAt),
      { head: said.reasons, cell: (one) => listOf(reasons(one)), csv: (one) => reasons(one).join('; ') },
      {
        head: said.state,
        cell: ({ incident, state }) => html`<a href="/incidents/${incident}">${text.incidents.states[state]}</a>`,
        csv: ({ state }) => text.incidents.states[state],
      },
    ],
  };
}
