// Exceptions and appeals for those who decide them.
import { html } from 'hono/html';
import type { Appeal, SenderException } from '../../core/model/exception.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Fields, Own, Page } from '../app/page.ts';
import { decidedHtml, details, foreign, tag, wholeReason } from '../app/parts.ts';
import { pagedHtml, type Table, tableCsv, textColumn, timeColumn } from '../app/table.ts';
import { security } from './menus.ts';

export const decisionPages: readonly Page[] = [
  {
    path: '/exceptions',
    menu: { label: 'exceptions', roles: security },
    show: showExceptions,
    forms: {
      grant: (view, fields) => decideException(view, fields, true),
      refuse: (view, fields) => decideException(view, fields, false),
    },
  },
  {
    path: '/appeals',
    menu: { label: 'appeals', roles: ['corporate-security', 'chief-security-officer'] },
    show: showAppeals,
    forms: { decide: decideAppeal },
  },
];

async function showExceptions(view: Own): Promise<Content> {
  const { text, user } = view;
  const all = await user.ask<readonly SenderException[]>('GET /exceptions');
  const waiting = (one: SenderException) => (one.state === 'asked' ? 0 : 1);
  const sorted = [...all].sort((a, b) => waiting(a) - waiting(b) || b.askedAt - a.askedAt);
  const table = exceptionTable(view, sorted);
  return {
    title: text.security.exceptions.title,
    body: html`${pagedHtml(view, table, ({ id }) => id)}`,
    csv: () => tableCsv(table),
    live: true,
  };
}

function exceptionTable(view: Own, rows: readonly SenderException[]): Table<SenderException> {
  const { text, site, language } = view;
  const said = text.security.exceptions;
  const clause = (one: SenderException) =>
    one.clause === null ? said.anyClause : (site.explain([one.clause], language)[0]?.why ?? one.clause);
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      timeColumn(view, said.asked, ({ askedAt }) => askedAt),
      textColumn(said.sender, ({ sender }) => sender, foreign),
      textColumn(said.recipient, ({ recipient }) => recipient, foreign),
      textColumn(said.clause, clause),
      textColumn(said.why, ({ why }) => why, wholeReason),
      {
        head: said.state,
        cell: ({ state }) => tag(text.words.exception[state], state === 'asked' ? 'warn' : 'plain'),
        csv: ({ state }) => text.words.exception[state],
      },
      {
        head: said.decision,
        cell: (one) => (one.decision === null ? exceptionForms(view, one.id) : decidedHtml(view, one.decision)),
        csv: ({ decision }) => decision?.why ?? '',
      },
    ],
  };
}

function exceptionForms(view: Own, id: string) {
  const said = view.text.security.exceptions;
  const reason = { kind: 'text', name: 'why', label: said.reason, most: 4_000 } as const;
  const hidden = { kind: 'hidden', name: 'exception', value: id } as const;
  const open = view.sent?.fields.one('which') === id;
  return details(
    said.decide,
    html`${formHtml(view, {
      name: 'grant',
      which: id,
      submit: said.grant,
      fields: [hidden, { kind: 'day', name: 'until', label: said.until, hint: said.untilHint }, reason],
    })}${formHtml(view, { name: 'refuse', which: id, submit: said.refuse, grave: true, fields: [hidden, reason] })}`,
    open,
  );
}

async function decideException({ user }: Own, fields: Fields, grant: boolean) {
  const [sender = '', exception = ''] = fields.one('exception').split('/', 2);
  const answer = { grant, why: fields.one('why'), ...(grant ? { until: fields.one('until') } : {}) };
  await user.ask('POST /exceptions/:sender/:exception/decision', { sender, exception }, answer);
  return { to: '/exceptions', told: 'exceptionDecided' } as const;
}

async function showAppeals(view: Own): Promise<Content> {
  const { text, user } = view;
  const all = await user.ask<readonly Appeal[]>('GET /appeals');
  const waiting = (one: Appeal) => (one.state === 'lodged' ? 0 : 1);
  const sorted = [...all].sort((a, b) => waiting(a) - waiting(b) || b.at - a.at);
  const table = appealTable(view, sorted);
  return {
    title: text.security.appeals.title,
    body: html`${pagedHtml(view, table, ({ id }) => id)}`,
    csv: () => tableCsv(table),
    live: true,
  };
}

function appealTable(view: Own, rows: readonly Appeal[]): Table<Appeal> {
  const { text, user } = view;
  const said = text.security.appeals;
  const decides = user.actor.roles.includes('chief-security-officer');
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      timeColumn(view, said.when, ({ at }) => at),
      textColumn(said.by, ({ by }) => by, foreign),
      {
        head: said.against,
        cell: ({ against }) => html`<code>${foreign(against)}</code>`,
        csv: ({ against }) => against,
      },
      textColumn(said.why, ({ why }) => why, wholeReason),
      {
        head: said.state,
        cell: ({ state }) => tag(text.words.appeal[state], state === 'lodged' ? 'warn' : 'plain'),
        csv: ({ state }) => text.words.appeal[state],
      },
      {
        head: said.reason,
        cell: (one) => {
          if (one.decision !== null) return decidedHtml(view, one.decision);
          return decides ? appealForm(view, one.id) : text.list.nothing;
        },
        csv: ({ decision }) => decision?.why ?? '',
      },
    ],
  };
}

function appealForm(view: Own, id: string) {
  const { text, sent } = view;
  const said = text.security.appeals;
  const form = formHtml(view, {
    name: 'decide',
    which: id,
    submit: said.record,
    fields: [
      { kind: 'hidden', name: 'appeal', value: id },
      {
        kind: 'radios',
        name: 'outcome',
        label: said.uphold,
        options: (['upheld', 'dismissed'] as const).map((value) => ({ value, label: text.words.appeal[value] })),
      },
      { kind: 'area', name: 'why', label: said.reason },
    ],
  });
  return details(said.decide, form, sent?.fields.one('which') === id);
}

async function decideAppeal({ user }: Own, fields: Fields) {
  const answer = { uphold: fields.one('outcome') === 'upheld', why: fields.one('why') };
  await user.ask('POST /appeals/:appeal/decision', { appeal: fields.one('appeal') }, answer);
  return { to: '/appeals', told: 'appealDecided' } as const;
}
