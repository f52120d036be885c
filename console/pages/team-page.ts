// A manager's page: what their team reported as unwanted, and referring a suspicion (R-406, R-505). No mail of anybody.
import { html } from 'hono/html';
import type { UnwantedReport } from '../../core/model/sender-block.ts';
import type { CaseState } from '../../core/oversight/cases/case.ts';
import type { TeamSummary } from '../../core/oversight/monitoring/team-summary.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { details, foreign, summary, tag, timeHtml, wholeReason } from '../app/parts.ts';
import { tableHtml } from '../app/table.ts';

export const teamPages: readonly Page[] = [
  { path: '/team', menu: { label: 'team', roles: ['manager'] }, show, forms: { refer, dismiss } },
  { path: '/team/suspicions/:case', show: showReferral },
];

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.team;
  const counted = await user.ask<TeamSummary>('GET /me/team');
  const reports = await user.ask<readonly UnwantedReport[]>('GET /me/team/unwanted');
  return {
    title: said.title,
    body: html`<p>${said.lead}</p>${summaryHtml(view, counted)}${reportsHtml(view, reports)}
<h2>${said.suspicion.title}</h2><p>${said.suspicion.hint}</p>${formHtml(view, {
      name: 'refer',
      submit: said.suspicion.refer,
      fields: [
        { kind: 'text', name: 'about', label: said.suspicion.about, most: 64 },
        { kind: 'area', name: 'grounds', label: said.suspicion.grounds },
      ],
    })}`,
  };
}

function summaryHtml(view: Own, { people, stopped, reasons, withheld, atLeast }: TeamSummary): Html {
  const { text, site, language } = view;
  const said = text.team.summary;
  const counts = (['held', 'blocked', 'stripped-original'] as const).map(
    (name) => [text.words.class[name], stopped[name] ?? said.hidden] as const,
  );
  const table = tableHtml(view, {
    caption: said.reasons,
    empty: withheld ? said.noneShown : said.none,
    rows: reasons,
    columns: [
      { head: said.reason, cell: ({ clause }) => site.explain([clause], language).map(({ why }) => why) },
      { head: said.messages, cell: ({ messages }) => messages },
    ],
  });
  return html`<h2>${said.title}</h2>${summary([[said.people, people], ...counts])}${withheld ? html`<p>${said.withheld}</p>` : ''}${atLeast ? html`<p>${said.atLeast}</p>` : ''}${table}`;
}

function reportsHtml(view: Own, rows: readonly UnwantedReport[]): Html {
  const said = view.text.team.unwanted;
  return tableHtml(view, {
    caption: said.title,
    empty: said.empty,
    rows,
    columns: [
      { head: said.when, cell: ({ at }) => timeHtml(view, at) },
      { head: said.by, cell: ({ by }) => by },
      { head: said.sender, cell: ({ sender }) => foreign(sender) },
      { head: said.why, cell: ({ why }) => wholeReason(why) },
      { head: said.state, cell: ({ state }) => tag(said.states[state], state === 'reported' ? 'warn' : 'plain') },
      {
        head: said.answer,
        cell: (report) => (report.state === 'reported' ? answerHtml(view, report) : foreign(report.answer ?? '')),
      },
    ],
  });
}

function answerHtml(view: Own, { id, sender }: UnwantedReport): Html {
  const said = view.text.team.unwanted;
  const block = new URLSearchParams({ kind: 'address', value: sender, scope: 'team', report: id });
  const [, reporter = '', report = ''] = id.split('/');
  return html`<a href="/me/blocks?${block}">${said.block}</a>${details(
    said.dismiss,
    formHtml(view, {
      name: 'dismiss',
      which: id,
      submit: said.dismiss,
      fields: [
        { kind: 'hidden', name: 'reporter', value: reporter },
        { kind: 'hidden', name: 'report', value: report },
        { kind: 'area', name: 'answer', label: said.answer },
      ],
    }),
    view.sent?.fields.one('which') === id,
  )}`;
}

async function dismiss({ user }: Own, { one }: Fields): Promise<Done> {
  const params = { reporter: one('reporter'), report: one('report') };
  await user.ask('POST /me/team/unwanted/:reporter/:report/dismissal', params, { answer: one('answer') });
  return { to: '/team', told: 'unwantedAnswered' };
}

async function refer({ user }: Own, { one }: Fields): Promise<Done> {
  const input = { about: one('about').trim().toLowerCase(), grounds: one('grounds') };
  const { case: id } = await user.ask<{ case: string }>('POST /suspicions', {}, input);
  return { to: `/team/suspicions/${id}`, told: 'suspicionReferred' };
}

async function showReferral({ text, user, params }: Own): Promise<Content> {
  const { state } = await user.ask<{ state: CaseState }>('GET /suspicions/:case', params);
  const said = text.team.suspicion;
  return {
    title: said.referred,
    body: html`<p>${said.stands(text.words.caseState[state])}</p><p><code>${params.case}</code></p>`,
  };
}
