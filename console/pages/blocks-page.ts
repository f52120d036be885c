// Sender blocks for Corporate Security: what would be stopped, and the decision.
import { html } from 'hono/html';
import type { ListedBlock } from '../../core/oversight/blocks/decide-block.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { details, foreign, wholeReason } from '../app/parts.ts';
import { pagedHtml, type Table, tableCsv, textColumn, timeColumn } from '../app/table.ts';
import { blockTag, targetText } from './block-words.ts';
import { filterHtml } from './filter.ts';
import { security } from './menus.ts';

export const blocksPage: Page = {
  path: '/blocks',
  menu: { label: 'allBlocks', roles: security },
  show,
  forms: { approve: decide, refuse: decide, review: decide, undo: decide },
};

const states = ['requested', 'approved', 'refused', 'undone', 'expired'] as const;
type Decision = 'approve' | 'refuse' | 'review' | 'undo';

async function show(view: Own): Promise<Content> {
  const { text, query, user } = view;
  const said = text.team.blocks;
  const state = query.state ?? '';
  const all = await user.ask<readonly ListedBlock[]>('GET /sender-blocks', {}, state === '' ? {} : { state });
  const table = tableOf(view, all);
  const options = [
    { value: '', label: text.list.all },
    ...states.map((value) => ({ value, label: said.states[value] })),
  ];
  return {
    title: said.allTitle,
    body: html`${filterHtml(view, [{ name: 'state', label: said.state, value: state, options }])}${pagedHtml(view, table, ({ id }) => id)}`,
    csv: () => tableCsv(table),
    live: true,
  };
}

function tableOf(view: Own, rows: readonly ListedBlock[]): Table<ListedBlock> {
  const { text } = view;
  const said = text.team.blocks;
  const stops = ({ preview }: ListedBlock) => said.counts(preview.messages, preview.delivered);
  return {
    caption: said.all,
    empty: said.noneAtAll,
    rows,
    columns: [
      timeColumn(view, said.asked, ({ askedAt }) => askedAt),
      textColumn(said.by, ({ askedBy }) => askedBy),
      { head: said.target, cell: ({ target }) => foreign(targetText(target)), csv: ({ target }) => targetText(target) },
      textColumn(said.scope, ({ scope }) => said.scopes[scope]),
      textColumn(said.why, ({ why }) => why, wholeReason),
      textColumn(said.stops, stops),
      {
        head: said.state,
        cell: ({ state, until }) => html`${blockTag(view, state)} ${until?.day ?? ''}`,
        csv: ({ state }) => said.states[state],
      },
      { head: said.decide, cell: (block) => decisionHtml(view, block) },
    ],
  };
}

function decisionHtml(view: Own, { id, state, askedBy }: ListedBlock): Html | string {
  const { text, user, sent } = view;
  const said = text.team.blocks;
  const possible: readonly Decision[] =
    state === 'requested' ? ['approve', 'refuse'] : state === 'approved' ? ['review', 'undo'] : [];
  if (possible.length === 0 || askedBy === user.actor.person) return text.list.nothing;
  const hidden = { kind: 'hidden', name: 'block', value: id } as const;
  const until = { kind: 'day', name: 'until', label: said.until } as const;
  const why = { kind: 'text', name: 'why', label: said.reason, most: 4_000 } as const;
  const form = (name: Decision) => {
    const dated = name === 'approve' || name === 'review';
    return formHtml(view, {
      name,
      which: id,
      submit: said[name],
      grave: !dated,
      fields: [hidden, ...(dated ? [until] : []), why],
    });
  };
  return details(said.decide, possible.map(form), sent?.fields.one('which') === id);
}

async function decide({ user }: Own, { one, some }: Fields): Promise<Done> {
  const [requester = '', block = ''] = one('block').split('/', 2);
  const until = some('until');
  const input = { do: one('form'), why: one('why'), ...(until === undefined ? {} : { until }) };
  await user.ask('POST /sender-blocks/:requester/:block/decision', { requester, block }, input);
  return { to: '/blocks', told: 'blockDecided' };
}
