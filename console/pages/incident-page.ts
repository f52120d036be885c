// One incident: its facts, the record of the breach that it may be, who must be told until when, and what was done.
import { html } from 'hono/html';
import { dayOf } from '../../core/oversight/calendar.ts';
import type { Drafts } from '../../core/oversight/incidents/breach-drafts.ts';
import {
  type Incident,
  type IncidentStep,
  levels,
  type Notification,
} from '../../core/oversight/incidents/incident.ts';
import { type Form, formHtml } from '../app/form.ts';
import type { Content, Done, Download, Fields, Html, Own, Page } from '../app/page.ts';
import { details, empty, foreign, summary, tag, timeHtml, wholeReason } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml, textColumn, timeColumn } from '../app/table.ts';
import { daysBetween } from './incident-words.ts';
import { toneOf } from './message-facts.ts';

export const incidentPages: readonly Page[] = [
  { path: '/incidents/:incident', show, forms: { contain: move, assess, notified, close: move } },
  { path: '/incidents/:incident/drafts/:to', show: showDraft, forms: { download } },
];

async function show(view: Own): Promise<Content> {
  const { text, user, params } = view;
  const incident = await user.ask<Incident>('GET /incidents/:incident', params);
  const { kind, state } = incident;
  const said = text.incidents;
  const history = historyTable(view, incident);
  return {
    title: `${said.one.title}: ${said.kinds[kind]}`,
    body: html`<p><a href="/incidents">${said.one.allBack}</a></p>${factsHtml(view, incident)}
<h2>${said.breach.title}</h2>${breachHtml(view, incident)}${state === 'closed' ? '' : assessHtml(view, incident)}
${tableHtml(view, history)}${state === 'closed' ? '' : movesHtml(view, incident)}`,
    csv: () => tableCsv(history),
  };
}

function factsHtml(view: Own, { id, kind, severity, about, summary: what, count, ...incident }: Incident): Html {
  const { text, site, now } = view;
  const said = text.incidents;
  const age = daysBetween(dayOf(incident.openedAt, site.zone), dayOf(now, site.zone));
  const rows: (readonly [string, unknown])[] = [
    [said.one.number, html`<code>${id}</code>`],
    [said.list.state, tag(said.states[incident.state], incident.state === 'open' ? 'warn' : 'plain')],
    [said.list.severity, tag(text.words.severity[severity], toneOf(severity))],
    [said.list.about, foreign(about)],
    [said.one.summary, what === null ? said.one.noSummary : wholeReason(what)],
    [said.list.opened, html`${timeHtml(view, incident.openedAt)} (${said.list.days(age)})`],
    [said.one.openedBy, incident.openedBy],
  ];
  if (count !== null) rows.push([said.one.count, count]);
  const offender = html`<p><a href="/repeat-offenders">${said.one.offender}</a></p>`;
  return html`${summary(rows)}${kind === 'repeated-attempts' ? offender : ''}`;
}

function breachHtml(view: Own, { id, breach }: Incident): Html {
  const said = view.text.incidents.breach;
  if (breach === null) return empty(said.none);
  const { discovered, information, people, sensitivity, likelihood, material, assessed } = breach;
  const facts = summary([
    [said.discovered, discovered],
    [said.information, foreign(information, 500)],
    [said.people, people ?? said.unknown],
    [said.sensitivity, said.levels[sensitivity]],
    [said.likelihood, said.levels[likelihood]],
    [said.material, material ? tag(said.materials.yes, 'bad') : said.materials.no],
    [said.assessed, html`${timeHtml(view, assessed.at)}, ${assessed.by}`],
  ]);
  return html`<h3>${said.record}</h3>${facts}${notificationsHtml(view, id, breach.notifications)}`;
}

function notificationsHtml(view: Own, incident: string, rows: readonly Notification[]): Html {
  const said = view.text.incidents.notifications;
  const today = dayOf(view.now, view.site.zone);
  const state = ({ due, sent }: Notification) => {
    if (sent !== null) return html`${tag(said.sent, 'good')} ${timeHtml(view, sent.at)}, ${sent.by}`;
    return due < today ? tag(said.overdue, 'bad') : tag(said.waiting, 'warn');
  };
  return tableHtml(view, {
    caption: said.caption,
    empty: said.none,
    rows,
    columns: [
      { head: said.to, cell: ({ to }) => said.recipients[to] },
      { head: said.due, cell: ({ due }) => html`<time>${due}</time>` },
      { head: said.state, cell: state },
      {
        head: said.draft,
        cell: ({ to }) => html`<a href="/incidents/${incident}/drafts/${to}">${said.open(said.recipients[to])}</a>`,
      },
      { head: said.record, cell: (one) => (one.sent === null ? notifiedHtml(view, one) : view.text.list.nothing) },
    ],
  });
}

function notifiedHtml(view: Own, { to }: Notification): Html {
  const said = view.text.incidents.notifications;
  const form = formHtml(view, {
    name: 'notified',
    which: to,
    submit: said.record,
    fields: [
      { kind: 'hidden', name: 'to', value: to },
      { kind: 'text', name: 'why', label: said.how, most: 4_000, optional: true },
    ],
  });
  return details(said.recordOf(said.recipients[to]), form, view.sent?.fields.one('which') === to);
}

function assessHtml(view: Own, { breach }: Incident): Html {
  const said = view.text.incidents.breach;
  const label = breach === null ? said.assess : said.again;
  const ranks = levels.map((value) => ({ value, label: said.levels[value] }));
  const materials = (['suggested', 'yes', 'no'] as const).map((value) => ({ value, label: said.materials[value] }));
  const form = formHtml(view, {
    name: 'assess',
    submit: said.assess,
    fields: [
      { kind: 'day', name: 'discovered', label: said.discovered, value: breach?.discovered ?? '' },
      {
        kind: 'text',
        name: 'information',
        label: said.information,
        hint: said.informationHint,
        most: 500,
        value: breach?.information ?? '',
      },
      {
        kind: 'text',
        name: 'people',
        label: said.people,
        hint: said.peopleHint,
        most: 10,
        optional: true,
        value: `${breach?.people ?? ''}`,
      },
      {
        kind: 'radios',
        name: 'sensitivity',
        label: said.sensitivity,
        options: ranks,
        value: breach?.sensitivity ?? '',
      },
      { kind: 'radios', name: 'likelihood', label: said.likelihood, options: ranks, value: breach?.likelihood ?? '' },
      { kind: 'radios', name: 'material', label: said.material, options: materials, value: 'suggested' },
      { kind: 'area', name: 'why', label: said.materialWhy, hint: said.materialWhyHint, optional: true },
    ],
  });
  return details(label, form, view.sent?.form === 'assess');
}

function historyTable(view: Own, { history }: Incident): Table<IncidentStep> {
  const { one: said, moves } = view.text.incidents;
  const words: Readonly<Record<string, string>> = moves;
  return {
    caption: said.history,
    empty: said.noHistory,
    rows: history,
    columns: [
      timeColumn(view, said.when, ({ at }) => at),
      textColumn(said.move, (step) => words[step.move] ?? step.move),
      textColumn(said.by, ({ by }) => by),
      textColumn(said.why, ({ why }) => why, wholeReason),
    ],
  };
}

function movesHtml(view: Own, { state }: Incident): Html {
  const said = view.text.incidents.one;
  const fields: Form['fields'] = [{ kind: 'area', name: 'why', label: said.reason }];
  const contain = html`<h2>${said.contain}</h2><p>${said.containHint}</p>${formHtml(view, { name: 'contain', submit: said.contain, fields })}`;
  return html`${state === 'open' ? contain : ''}<h2>${said.close}</h2><p>${said.closeHint}</p>
${formHtml(view, { name: 'close', submit: said.close, fields })}`;
}

/** Containing and closing take a reason alone. */
function move(view: Own, { one }: Fields): Promise<Done> {
  return moved(view, { move: one('form'), why: one('why') });
}

function assess(view: Own, { one, some }: Fields): Promise<Done> {
  const people = some('people');
  const material = { yes: true, no: false }[one('material')] ?? null;
  return moved(view, {
    move: 'assess',
    why: one('why'),
    discovered: one('discovered'),
    information: one('information'),
    people: people === undefined ? null : Number(people),
    sensitivity: one('sensitivity'),
    likelihood: one('likelihood'),
    material,
  });
}

function notified(view: Own, { one }: Fields): Promise<Done> {
  return moved(view, { move: 'notified', to: one('to'), why: one('why') });
}

async function moved({ user, params }: Own, input: object): Promise<Done> {
  await user.ask('POST /incidents/:incident/moves', params, input);
  return { to: `/incidents/${params.incident}`, told: 'incidentMoved' };
}

const languages = ['en', 'fr'] as const;

async function showDraft(view: Own): Promise<Content> {
  const { text, user, params } = view;
  const said = text.incidents.notifications;
  const drafts = await user.ask<Drafts>('GET /incidents/:incident/drafts/:to', params);
  const recipients: Readonly<Record<string, string>> = said.recipients;
  const draft = (language: (typeof languages)[number]) => html`<h2>${said.languages[language]}</h2>
<pre class="text" tabindex="0" lang="${language}">
${drafts[language]}</pre>${formHtml(view, {
    name: 'download',
    which: language,
    submit: said.download[language],
    fields: [{ kind: 'hidden', name: 'language', value: language }],
  })}`;
  return {
    title: said.title(recipients[params.to ?? ''] ?? ''),
    body: html`<p>${said.lead} <a href="/incidents/${params.incident}">${said.back}</a></p>${languages.map(draft)}`,
  };
}

async function download({ user, params }: Own, { one }: Fields): Promise<Download> {
  const drafts = await user.ask<Drafts>('GET /incidents/:incident/drafts/:to', params);
  const language = one('language') === 'fr' ? 'fr' : 'en';
  return { bytes: Buffer.from(drafts[language]), name: `${params.to}-${language}.txt` };
}
