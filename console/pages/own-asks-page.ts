// What somebody asked for and what became of it: exceptions, appeals, reports of unwanted mail.
import { html } from 'hono/html';
import type { Appeal, SenderException } from '../../core/model/exception.ts';
import type { UnwantedReport } from '../../core/model/sender-block.ts';
import type { WrongFinding } from '../../core/oversight/wrong-findings.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Fields, Own, Page } from '../app/page.ts';
import { foreign, tag, timeHtml } from '../app/parts.ts';
import { tableHtml } from '../app/table.ts';
import { everybody } from './menus.ts';

export const ownAsksPage: Page = {
  path: '/me/requests',
  menu: { label: 'ownAsks', roles: everybody },
  show,
  forms: { 'ask-exception': askException, report, incident: reportIncident },
};

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.own.asks;
  const exceptions = await user.ask<readonly SenderException[]>('GET /me/exceptions');
  const reports = await user.ask<readonly UnwantedReport[]>('GET /me/unwanted');
  const appeals = await user.ask<readonly Appeal[]>('GET /me/appeals');
  const wrong = await user.ask<readonly OwnWrongFinding[]>('GET /me/wrong-findings');
  return {
    title: said.title,
    body: html`${exceptionsHtml(view, exceptions)}${appealsHtml(view, appeals)}${wrongHtml(view, wrong)}
<h2>${said.newTitle}</h2><p>${said.newHint}</p>${formHtml(view, {
      name: 'ask-exception',
      submit: text.own.item.ask,
      fields: [
        { kind: 'address', name: 'recipient', label: text.own.item.recipient },
        { kind: 'area', name: 'why', label: text.own.item.why, hint: text.own.item.whyHint },
      ],
    })}${reportsHtml(view, reports)}${incidentHtml(view)}`,
  };
}

function exceptionsHtml(view: Own, rows: readonly SenderException[]) {
  const { text } = view;
  const said = text.own.asks;
  return tableHtml(view, {
    caption: said.exceptions,
    empty: said.noExceptions,
    rows,
    columns: [
      { head: said.asked, cell: ({ askedAt }) => timeHtml(view, askedAt) },
      { head: said.recipient, cell: ({ recipient }) => foreign(recipient) },
      { head: said.why, cell: ({ why }) => foreign(why) },
      {
        head: said.state,
        cell: ({ state }) => tag(text.words.exception[state], state === 'granted' ? 'good' : 'plain'),
      },
      { head: said.until, cell: ({ until }) => (until === null ? text.list.nothing : timeHtml(view, until)) },
      { head: said.answer, cell: ({ decision }) => (decision === null ? text.list.nothing : foreign(decision.why)) },
    ],
  });
}

function appealsHtml(view: Own, rows: readonly Appeal[]) {
  const { text } = view;
  const said = text.own.asks;
  return tableHtml(view, {
    caption: said.appeals,
    empty: said.noAppeals,
    rows,
    columns: [
      { head: said.asked, cell: ({ at }) => timeHtml(view, at) },
      { head: said.against, cell: ({ against }) => foreign(against) },
      { head: said.why, cell: ({ why }) => foreign(why) },
      { head: said.state, cell: ({ state }) => tag(text.words.appeal[state], state === 'upheld' ? 'good' : 'plain') },
      { head: said.answer, cell: ({ decision }) => (decision === null ? text.list.nothing : foreign(decision.why)) },
    ],
  });
}

/** As the route answers. */
type OwnWrongFinding = Pick<WrongFinding, 'item' | 'kind' | 'at' | 'why' | 'state' | 'decision'>;

function wrongHtml(view: Own, rows: readonly OwnWrongFinding[]) {
  const { text } = view;
  const said = text.findings;
  return tableHtml(view, {
    caption: said.mine,
    empty: said.noneOfMine,
    rows,
    columns: [
      { head: said.when, cell: ({ at }) => timeHtml(view, at) },
      { head: said.tellWhich, cell: ({ kind }) => text.words.kind[kind] },
      { head: said.why, cell: ({ why }) => foreign(why) },
      { head: said.state, cell: ({ state }) => tag(said.states[state], state === 'confirmed' ? 'good' : 'plain') },
      {
        head: text.own.asks.answer,
        cell: ({ decision }) => (decision === null ? text.list.nothing : foreign(decision.why)),
      },
    ],
  });
}

async function askException({ user }: Own, fields: Fields) {
  const { one } = fields;
  await user.ask('POST /me/exceptions', {}, { recipient: one('recipient').trim(), why: one('why') });
  return { to: '/me/requests', told: 'exceptionAsked' } as const;
}

function reportsHtml(view: Own, rows: readonly UnwantedReport[]) {
  const { report: said, unwanted } = view.text.team;
  const table = tableHtml(view, {
    caption: said.mine,
    empty: said.none,
    rows,
    columns: [
      { head: unwanted.when, cell: ({ at }) => timeHtml(view, at) },
      { head: unwanted.sender, cell: ({ sender }) => foreign(sender) },
      { head: unwanted.why, cell: ({ why }) => foreign(why) },
      { head: unwanted.state, cell: ({ state }) => tag(unwanted.states[state]) },
      { head: view.text.own.asks.answer, cell: ({ answer }) => foreign(answer ?? '') },
    ],
  });
  const form = formHtml(view, {
    name: 'report',
    submit: said.send,
    fields: [
      { kind: 'address', name: 'sender', label: said.sender },
      { kind: 'area', name: 'why', label: said.why },
    ],
  });
  return html`<h2>${said.title}</h2><p>${said.hint}</p>${form}${table}`;
}

async function report({ user }: Own, { one }: Fields) {
  await user.ask('POST /me/unwanted', {}, { sender: one('sender').trim(), why: one('why') });
  return { to: '/me/requests', told: 'unwantedReported' } as const;
}

function incidentHtml(view: Own) {
  const said = view.text.incidents.report;
  return html`<h2>${said.title}</h2><p>${said.hint}</p>${formHtml(view, {
    name: 'incident',
    submit: said.send,
    fields: [{ kind: 'area', name: 'summary', label: said.summary }],
  })}`;
}

async function reportIncident({ user }: Own, { one }: Fields) {
  await user.ask('POST /me/incidents', {}, { summary: one('summary') });
  return { to: '/me/requests', told: 'incidentReported' } as const;
}
