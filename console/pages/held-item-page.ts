// One held message for Corporate Security: facts on which it is decided, never content (DESIGN 5a).
import { html } from 'hono/html';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { HeldFacts } from '../../core/oversight/monitoring/held-facts.ts';
import type { HeldEvent } from '../../core/oversight/monitoring/held-history.ts';
import { Refused } from '../../core/ports.ts';
import type { DecidedItem } from '../api/release-routes.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { foreign, listOf, summary, tag, timeHtml, wholeReason } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml, textColumn, timeColumn } from '../app/table.ts';
import { messageFactsHtml } from './message-facts.ts';
import { proofsOf, signingHtml } from './signing.ts';

export const heldItemPage: Page = { path: '/held/:item', show, forms: { release, refuse: decide, reopen: decide } };

async function show(view: Own): Promise<Content> {
  const { text, user, params } = view;
  const said = text.security.item;
  const { item, message } = await user.ask<HeldFacts>('GET /held/:item', params);
  const history = historyTable(view, await user.ask<readonly HeldEvent[]>('GET /held/:item/history', params));
  const facts = summary([
    [said.number, html`<code>${item.id}</code>`],
    [text.security.held.when, timeHtml(view, item.retainedAt)],
    [text.security.held.class, tag(text.words.class[item.class])],
    [text.security.held.state, text.words.state[item.state]],
    [text.own.held.what, text.words.direction[item.direction]],
    [text.security.held.from, foreign(item.envelope.mailFrom)],
    [said.client, html`${foreign(item.envelope.client.address)} ${foreign(item.envelope.client.helo)}`],
  ]);
  return {
    title: said.title,
    body: html`${item.exempt ? html`<p>${said.exempt}</p>` : ''}${facts}${recipientsHtml(view, item)}
${message === null ? html`<p>${said.noIndex}</p>` : messageFactsHtml(view, message)}
${tableHtml(view, history)}${item.class === 'held' ? decisionsHtml(view, item) : ''}`,
    csv: () => tableCsv(history),
  };
}

function recipientsHtml(view: Own, { recipients }: HeldItem): Html {
  const { text, site, language } = view;
  const said = text.security.item;
  return tableHtml(view, {
    caption: said.recipients,
    empty: text.list.nothing,
    rows: recipients.slice(0, 200),
    columns: [
      { head: said.recipients, cell: ({ address }) => foreign(address) },
      { head: said.relation, cell: ({ relation }) => text.words.relation[relation] },
      { head: said.outcome, cell: ({ outcome }) => text.words.outcome[outcome] },
      {
        head: said.reasons,
        cell: ({ reasons }) =>
          listOf(
            site
              .explain(
                reasons.map(({ clause }) => clause),
                language,
              )
              .map(({ why }) => why),
          ),
      },
    ],
  });
}

/** Who asked, decided, reported or read what, so that nobody decides without knowing. */
function historyTable(view: Own, rows: readonly HeldEvent[]): Table<HeldEvent> {
  const { text } = view;
  const said = text.security.history;
  const inCase = ({ case: id }: HeldEvent) =>
    id === undefined ? text.list.nothing : html`<a href="/cases/${id}">${id.slice(0, 8)}</a>`;
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      timeColumn(view, said.when, ({ at }) => at),
      textColumn(said.by, ({ by }) => by),
      textColumn(said.what, ({ what }) => said.events[what]),
      textColumn(said.why, ({ why }) => why, wholeReason),
      { head: said.case, cell: inCase, csv: (event) => event.case ?? '' },
    ],
  };
}

function decisionsHtml(view: Own, { id, state }: HeldItem): Html {
  const said = view.text.security.item;
  const why = { kind: 'area', name: 'why', label: said.whyNot } as const;
  if (state === 'refused')
    return html`<h2>${said.reopenTitle}</h2>${formHtml(view, { name: 'reopen', submit: said.reopen, fields: [why] })}`;
  if (state !== 'kept') return html``;
  return html`${releaseHtml(view, id)}<h2>${said.refuseTitle}</h2><p>${said.refuseHint}</p>
${formHtml(view, { name: 'refuse', submit: said.refuse, grave: true, fields: [why] })}`;
}

function releaseHtml(view: Own, id: string): Html {
  const said = view.text.security.item;
  return html`<h2>${said.releaseTitle}</h2><p>${said.releaseHint}</p>${formHtml(
    view,
    {
      name: 'release',
      submit: said.release,
      fields: [
        { kind: 'area', name: 'why', label: said.why },
        { kind: 'area', name: 'proof', label: said.proof, hint: said.proofHint, most: 2_000 },
      ],
      data: { sign: 'release', items: id, decider: view.user.actor.person },
    },
    signingHtml(view),
  )}`;
}

async function release({ user, params }: Own, fields: Fields): Promise<Done> {
  const { item = '' } = params;
  await user.ask('POST /held/:item/release', params, { why: fields.one('why'), proof: proofsOf(fields, [item])[0] });
  return { to: '/held', told: 'released' };
}

/** Refuses what waits, or lets what was refused wait again. */
async function decide({ user, params }: Own, { one }: Fields): Promise<Done> {
  const { item = '' } = params;
  const input = { do: one('form'), why: one('why'), items: [{ item }] };
  const [decided] = await user.ask<readonly DecidedItem[]>('POST /held-decisions', {}, input);
  if (decided !== undefined && decided.refused !== null) throw new Refused(decided.refused);
  return { to: `/held/${item}`, told: one('form') === 'refuse' ? 'refused' : 'reopened', number: 1 };
}
