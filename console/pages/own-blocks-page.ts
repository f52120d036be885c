// A manager asks for senders to be blocked, after seeing what it would have stopped, and sees where each stands.
import { html } from 'hono/html';
import { type BlockTarget, blockScopes } from '../../core/model/sender-block.ts';
import type { PreviewedBlock } from '../../core/oversight/blocks/ask-block.ts';
import type { ListedBlock } from '../../core/oversight/blocks/decide-block.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { foreign } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml, textColumn, timeColumn } from '../app/table.ts';
import { refusalText } from '../text/refusals.ts';
import { blockTag, targetText } from './block-words.ts';
import { filterHtml } from './filter.ts';

export const ownBlocksPage: Page = {
  path: '/me/blocks',
  menu: { label: 'blocks', roles: ['manager'] },
  show,
  forms: { ask, withdraw },
};

const kinds = ['address', 'domain', 'name', 'pattern'] as const satisfies readonly BlockTarget['kind'][];

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.team.blocks;
  const table = tableOf(view, await user.ask<readonly ListedBlock[]>('GET /me/sender-blocks'));
  return {
    title: said.title,
    body: html`<p>${said.lead}</p><h2>${said.askTitle}</h2>${filterHtml(view, targetFields(view), said.preview)}
${await previewHtml(view)}${tableHtml(view, table)}`,
    csv: () => tableCsv(table),
  };
}

function targetFields({ text, query }: Own) {
  const said = text.team.blocks;
  const options = <Name extends string>(words: Readonly<Record<Name, string>>, names: readonly Name[]) =>
    names.map((value) => ({ value, label: words[value] }));
  return [
    { name: 'kind', label: said.kind, value: query.kind ?? 'address', options: options(said.kinds, kinds) },
    { name: 'value', label: said.value, value: query.value ?? '', hint: said.valueHint },
    { name: 'name', label: said.name, value: query.name ?? '', hint: said.nameHint },
    { name: 'scope', label: said.scope, value: query.scope ?? 'self', options: options(said.scopes, blockScopes) },
  ];
}

/** Whether it can be blocked, and what that would have stopped; then the form that asks. */
async function previewHtml(view: Own): Promise<Html> {
  const { text, query, user, language } = view;
  const said = text.team.blocks;
  if (!query.value) return html``;
  const asked = wantedBy((name) => query[name] ?? '');
  const seen = await user.ask<PreviewedBlock>('POST /me/sender-blocks/preview', {}, asked);
  if (seen.refusal !== null) {
    const { says, instead } = seen.refusal;
    const near = instead === null ? '' : html` ${said.instead(said.kinds[instead])}.`;
    return html`<div class="problems" role="alert"><h2>${said.refused}</h2><p>${refusalText(language, says)}${near}</p></div>`;
  }
  const { messages, delivered, atMost } = seen.preview;
  const hidden = (name: string) => ({ kind: 'hidden', name, value: query[name] ?? '' }) as const;
  return html`<p role="status"><strong>${targetText(seen.target)}</strong>: ${said.wouldStop(messages, delivered)} ${atMost ? said.atMost : ''}</p>
${formHtml(view, {
  name: 'ask',
  submit: said.ask,
  fields: [...['kind', 'value', 'name', 'scope', 'report'].map(hidden), { kind: 'area', name: 'why', label: said.why }],
})}`;
}

function wantedBy(value: (name: string) => string): { target: object; scope: string } {
  const kind = value('kind');
  const text = value('value').trim();
  const field = { address: 'address', domain: 'domain', name: 'domain', pattern: 'pattern' }[kind] ?? 'address';
  return {
    target: { kind, [field]: text, ...(kind === 'name' ? { name: value('name') } : {}) },
    scope: value('scope'),
  };
}

function tableOf(view: Own, rows: readonly ListedBlock[]): Table<ListedBlock> {
  const { text } = view;
  const said = text.team.blocks;
  return {
    caption: said.mine,
    empty: said.none,
    rows,
    columns: [
      timeColumn(view, said.asked, ({ askedAt }) => askedAt),
      { head: said.target, cell: ({ target }) => foreign(targetText(target)), csv: ({ target }) => targetText(target) },
      textColumn(said.scope, ({ scope }) => said.scopes[scope]),
      { head: said.state, cell: ({ state }) => blockTag(view, state), csv: ({ state }) => said.states[state] },
      { head: said.until, cell: ({ until }) => until?.day ?? text.list.nothing, csv: ({ until }) => until?.day ?? '' },
      {
        head: said.answer,
        cell: ({ decision }) => foreign(decision?.why ?? ''),
        csv: ({ decision }) => decision?.why ?? '',
      },
      { head: said.withdraw, cell: (block) => withdrawHtml(view, block) },
    ],
  };
}

function withdrawHtml(view: Own, { id, state }: ListedBlock): Html | string {
  if (state !== 'requested' && state !== 'approved') return view.text.list.nothing;
  const fields = [{ kind: 'hidden', name: 'block', value: id.split('/')[1] ?? '' }] as const;
  return formHtml(view, { name: 'withdraw', which: id, submit: view.text.team.blocks.withdraw, grave: true, fields });
}

async function ask({ user }: Own, { one, some }: Fields): Promise<Done> {
  await user.ask('POST /me/sender-blocks', {}, { ...wantedBy(one), why: one('why'), report: some('report') ?? null });
  return { to: '/me/blocks', told: 'blockAsked' };
}

async function withdraw({ user }: Own, { one }: Fields): Promise<Done> {
  await user.ask('POST /me/sender-blocks/:block/withdrawal', { block: one('block') });
  return { to: '/me/blocks', told: 'blockWithdrawn' };
}
