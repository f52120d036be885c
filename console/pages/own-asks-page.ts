// What somebody asked for and what became of it: exceptions and appeals.
import { html } from 'hono/html';
import type { Appeal, SenderException } from '../../core/model/exception.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Fields, Own, Page } from '../app/page.ts';
import { foreign, tag, timeHtml } from '../app/parts.ts';
import { tableHtml } from '../app/table.ts';
import { everybody } from './menus.ts';

export const ownAsksPage: Page = {
  path: '/me/requests',
  menu: { label: 'ownAsks', roles: everybody },
  show,
  forms: { 'ask-exception': askException },
};

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.own.asks;
  const exceptions = await user.ask<readonly SenderException[]>('GET /me/exceptions');
  const appeals = await user.ask<readonly Appeal[]>('GET /me/appeals');
  return {
    title: said.title,
    body: html`<h2>${said.exceptions}</h2>${exceptionsHtml(view, exceptions)}
<h2>${said.appeals}</h2>${appealsHtml(view, appeals)}
<h2>${said.newTitle}</h2><p>${said.newHint}</p>${formHtml(view, {
      name: 'ask-exception',
      submit: text.own.item.ask,
      fields: [
        { kind: 'address', name: 'recipient', label: text.own.item.recipient },
        { kind: 'area', name: 'why', label: text.own.item.why, hint: text.own.item.whyHint },
      ],
    })}`,
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

async function askException({ user }: Own, fields: Fields) {
  const { one } = fields;
  await user.ask('POST /me/exceptions', {}, { recipient: one('recipient').trim(), why: one('why') });
  return { to: '/me/requests', told: 'exceptionAsked' } as const;
}
