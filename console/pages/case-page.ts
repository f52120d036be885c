// One case: its facts, what was done, who may investigate, and what may be done next (R-402, R-407).
import { html } from 'hono/html';
import type { Access } from '../../core/oversight/cases/access.ts';
import type { Case } from '../../core/oversight/cases/case.ts';
import type { Content, Html, Own, Page } from '../app/page.ts';
import { details, foreign, listOf, summary, tag, timeHtml, wholeReason } from '../app/parts.ts';
import { tableHtml } from '../app/table.ts';
import { authorise, authoriseHtml, moveForms, stepsHtml, withdraw, withdrawHtml } from './case-steps.ts';

export const casePage: Page = {
  path: '/cases/:case',
  show,
  forms: { ...moveForms, authorise, withdraw },
};

async function show(view: Own): Promise<Content> {
  const { text, user, params } = view;
  const said = text.cases.one;
  const value = await user.ask<Case>('GET /cases/:case', params);
  const accesses = await user.ask<readonly Access[]>('GET /cases/:case/accesses', params);
  const { roles, person } = user.actor;
  const searches = roles.includes('investigator') || value.officer === person;
  return {
    title: said.title(value.id.slice(0, 8)),
    body: html`${caseFactsHtml(view, value)}
${searches && value.state === 'open' ? html`<p><a class="button" href="/cases/${value.id}/search">${said.search}</a></p>` : ''}
<h2>${said.investigators}</h2>${investigatorsHtml(view, value)}
${accessesHtml(view, accesses)}
${stepsHtml(view, value)}
${details(
  said.history,
  listOf(value.history.map(({ move, at, by }) => html`${text.cases.move[move]}, ${timeHtml(view, at)}, ${by}`)),
)}`,
  };
}

export function caseFactsHtml(view: Own, value: Case): Html {
  const { text } = view;
  const said = text.cases.one;
  const { told, consulted, scope, outcome, directorInformed, referrals, officer, referredBy } = value;
  const covers =
    scope === null
      ? said.noScope
      : html`${said.scopeIs(scope.from, scope.until)} ${listOf(scope.addresses.map((one) => foreign(one)))}`;
  const rows: (readonly [string, unknown])[] = [
    [text.cases.list.number, html`<code>${value.id}</code>`],
    [text.cases.list.purpose, text.words.purpose[value.purpose]],
    [text.cases.list.state, tag(text.words.caseState[value.state])],
    [text.cases.list.opened, timeHtml(view, value.openedAt)],
    [said.about, value.about ?? said.nobody],
    [said.grounds, wholeReason(value.grounds)],
    [said.told, told.yes ? text.words.yes : foreign(said.notTold(told.why), 4_200)],
    [said.scope, covers],
  ];
  if (officer !== null) rows.push([said.officer, officer]);
  if (referredBy !== null) rows.push([said.referredBy, referredBy]);
  if (consulted !== null)
    rows.push([said.consulted, html`${foreign(consulted.whom)}, ${timeHtml(view, consulted.at)}`]);
  if (outcome !== null)
    rows.push([said.outcome, html`${text.words.result[outcome.result]}: ${wholeReason(outcome.summary)}`]);
  if (directorInformed !== null) rows.push([said.informed, timeHtml(view, directorInformed.at)]);
  if (referrals.length > 0) rows.push([said.referrals, listOf(referrals.map(({ to }) => text.words.referral[to]))]);
  return summary(rows);
}

function investigatorsHtml(view: Own, value: Case): Html {
  const said = view.text.cases.one;
  const decides = view.user.actor.roles.includes('chief-security-officer') && value.state === 'open';
  const line = ({ person, until }: Case['investigators'][number]) =>
    html`${person}, ${said.until(until)} ${decides ? withdrawHtml(view, person) : ''}`;
  return html`${value.investigators.length === 0 ? html`<p>${said.noInvestigators}</p>` : listOf(value.investigators.map(line))}
${decides ? authoriseHtml(view) : ''}`;
}

function accessesHtml(view: Own, rows: readonly Access[]): Html {
  const { text } = view;
  const said = text.cases.one;
  return tableHtml(view, {
    caption: said.accesses,
    empty: said.noAccesses,
    rows,
    columns: [
      { head: said.asked, cell: ({ id, askedAt }) => html`<a href="${addressOf(id)}">${timeHtml(view, askedAt)}</a>` },
      { head: said.by, cell: ({ requester }) => requester },
      { head: said.items, cell: ({ items }) => items.length },
      { head: text.cases.access.purpose, cell: ({ purpose }) => text.words.accessPurpose[purpose] },
      {
        head: text.cases.access.state,
        cell: ({ state }) =>
          tag(text.words.access[state], state === 'approved' ? 'good' : state === 'asked' ? 'warn' : 'plain'),
      },
    ],
  });
}

/** Of an access, whose id begins with its case's. */
export function addressOf(access: string): string {
  return `/cases/${access.replace('/', '/accesses/')}`;
}
