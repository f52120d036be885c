// One access: everything to decide on it, and what may be done once it is approved.
import { html } from 'hono/html';
import { NotFound } from '../../core/oversight/act.ts';
import type { Access } from '../../core/oversight/cases/access.ts';
import { isInForce } from '../../core/oversight/cases/access.ts';
import type { AskedItem } from '../../core/oversight/cases/asked-items.ts';
import type { Case } from '../../core/oversight/cases/case.ts';
import { Unsound } from '../app/ask.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Download, Fields, Html, Own, Page } from '../app/page.ts';
import { decidedHtml, foreign, summary, tag, timeHtml, wholeReason } from '../app/parts.ts';
import { tableHtml } from '../app/table.ts';
import { addressOf, caseFactsHtml } from './case-page.ts';
import { proofOf, signingHtml } from './signing.ts';

export const accessPages: readonly Page[] = [
  {
    path: '/approvals',
    menu: { label: 'approvals', roles: ['chief-security-officer', 'deputy'] },
    show: showWaiting,
  },
  { path: '/cases/:case/accesses/:access', show, forms: { approve, refuse, revoke, export: exportItems, original } },
];

/** As the route answers. */
type ShownAccess = Access & { readonly challenge: string };

const decisionRoute = 'POST /cases/:case/accesses/:access';

async function showWaiting(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.cases.approvals;
  const cases = await user.ask<readonly Pick<Case, 'id' | 'state'>[]>('GET /cases');
  const open = cases.filter(({ state }) => state === 'open');
  const all = await Promise.all(
    open.map(({ id }) => user.ask<readonly ShownAccess[]>('GET /cases/:case/accesses', { case: id })),
  );
  const waiting = all.flat().filter(({ state }) => state === 'asked');
  const table = tableHtml(view, {
    caption: said.caption,
    empty: said.empty,
    rows: waiting.sort((a, b) => a.askedAt - b.askedAt),
    columns: [
      { head: text.cases.access.asked, cell: ({ askedAt }) => timeHtml(view, askedAt) },
      { head: text.cases.access.requester, cell: ({ requester }) => requester },
      { head: text.cases.access.purpose, cell: ({ purpose }) => text.words.accessPurpose[purpose] },
      { head: text.cases.one.items, cell: ({ items }) => items.length },
      { head: text.cases.access.why, cell: ({ why }) => foreign(why) },
      { head: said.open, cell: ({ id }) => html`<a href="${addressOf(id)}">${said.open}</a>` },
    ],
  });
  return { title: said.title, body: table, live: true };
}

async function show(view: Own): Promise<Content> {
  const { text, user, params, now } = view;
  const said = text.cases.access;
  const all = await user.ask<readonly ShownAccess[]>('GET /cases/:case/accesses', params);
  const access = all.find(({ id }) => id === `${params.case}/${params.access}`);
  if (access === undefined) throw new NotFound('access');
  const value = await user.ask<Case>('GET /cases/:case', params);
  const items = await user.ask<readonly AskedItem[]>('GET /cases/:case/accesses/:access/items', params);
  const { decision } = access;
  const facts = summary([
    [said.state, tag(text.words.access[access.state], access.state === 'approved' ? 'good' : 'warn')],
    [said.requester, access.requester],
    [said.purpose, text.words.accessPurpose[access.purpose]],
    [said.why, wholeReason(access.why)],
    [said.until, timeHtml(view, access.until)],
    [said.asked, timeHtml(view, access.askedAt)],
    [said.decision, decision === null ? text.list.nothing : decidedHtml(view, decision)],
  ]);
  return {
    title: said.title,
    body: html`${facts}${itemsHtml(view, access, items)}${exportHtml(view, access, isInForce(access, now))}
<h2>${said.caseTitle}</h2><p><a href="/cases/${value.id}">${text.cases.search.back}</a></p>${caseFactsHtml(view, value)}
${await decisionHtml(view, access)}`,
  };
}

function itemsHtml(view: Own, access: ShownAccess, rows: readonly AskedItem[]): Html {
  const { text, site, language, user, now } = view;
  const said = text.cases.access;
  const opens = isInForce(access, now) && access.requester === user.actor.person;
  const why = ({ recipients }: AskedItem) =>
    site
      .explain(
        recipients.flatMap(({ reasons }) => reasons.map(({ clause }) => clause)),
        language,
      )
      .map((one) => one.why);
  const way = ({ id }: AskedItem) => {
    if (!opens) return text.list.nothing;
    if (access.purpose === 'read') return html`<a href="${addressOf(access.id)}/items/${id}">${said.view}</a>`;
    if (access.purpose === 'export') return text.list.nothing;
    return formHtml(view, {
      name: 'original',
      which: id,
      submit: said.original,
      fields: [{ kind: 'hidden', name: 'item', value: id }],
    });
  };
  return tableHtml(view, {
    caption: said.caption,
    empty: said.gone,
    rows,
    columns: [
      { head: text.cases.search.when, cell: ({ retainedAt }) => timeHtml(view, retainedAt) },
      {
        head: text.cases.search.kept,
        cell: (item) => `${text.words.class[item.class]}, ${text.words.state[item.state].toLowerCase()}`,
      },
      { head: said.from, cell: ({ envelope }) => foreign(envelope.mailFrom) },
      {
        head: said.to,
        cell: ({ recipients }) => recipients.slice(0, 20).map(({ address }) => html`${foreign(address)} `),
      },
      { head: said.reasons, cell: (item) => why(item).join(' ') },
      { head: said.view, cell: way },
    ],
  });
}

/** Passkeys of who looks, from the account that the sign-in knows. */
async function decisionHtml(view: Own, access: ShownAccess): Promise<Html> {
  const { text, user, site } = view;
  const said = text.cases.access;
  const { roles, deputy, person } = user.actor;
  const chief = roles.includes('chief-security-officer') || deputy;
  const why = { kind: 'area', name: 'why', label: said.decisionWhy } as const;
  if (access.state === 'approved' && (chief || roles.includes('corporate-security')))
    return html`<h2>${said.revokeTitle}</h2>${formHtml(view, { name: 'revoke', submit: said.revoke, grave: true, fields: [why] })}`;
  if (access.state !== 'asked' || !chief || access.requester === person) return html``;
  const account = await user.ask<{ passkeys: readonly { id: string }[] } | null>('GET /me/account');
  const known = JSON.stringify(account?.passkeys.map(({ id }) => id) ?? []);
  const data = { sign: 'approve', challenge: access.challenge, approver: person, rp: site.rpId, known };
  const proof = {
    kind: 'area',
    name: 'proof',
    label: text.security.item.proof,
    hint: said.proofHint,
    most: 8_000,
  } as const;
  return html`<h2>${said.approveTitle}</h2><p>${said.approveHint}</p>
<p>${said.challenge}: <code>${access.challenge}</code></p>
${formHtml(view, { name: 'approve', submit: said.approve, fields: [why, proof], data }, signingHtml(view))}
<h2>${said.refuseTitle}</h2>${formHtml(view, { name: 'refuse', submit: said.refuse, grave: true, fields: [why] })}`;
}

function exportHtml(view: Own, { purpose, requester }: ShownAccess, inForce: boolean): Html {
  const said = view.text.cases.access;
  if (purpose !== 'export' || !inForce || requester !== view.user.actor.person) return html``;
  return html`<h2>${said.exportTitle}</h2><p>${said.exportHint}</p>${formHtml(view, {
    name: 'export',
    submit: said.export,
    fields: [
      { kind: 'tick', name: 'texts', label: said.texts },
      {
        kind: 'area',
        name: 'redactions',
        label: said.redactions,
        hint: said.redactionsHint,
        optional: true,
        most: 200_000,
      },
    ],
  })}`;
}

async function approve({ user, params }: Own, { one }: Fields): Promise<Done> {
  await user.ask(`${decisionRoute}/approval`, params, { why: one('why'), proof: proofOf(one('proof')) });
  return decided(params);
}

async function refuse({ user, params }: Own, { one }: Fields): Promise<Done> {
  await user.ask(`${decisionRoute}/refusal`, params, { why: one('why') });
  return decided(params);
}

async function revoke({ user, params }: Own, { one }: Fields): Promise<Done> {
  await user.ask(`${decisionRoute}/revocation`, params, { why: one('why') });
  return { to: pathOf(params), told: 'accessRevoked' };
}

async function exportItems({ user, params }: Own, { one, some }: Fields): Promise<Download> {
  const redactions: unknown = jsonOf(some('redactions') ?? '[]');
  const input = { texts: one('texts') === 'yes', redactions };
  return { bytes: await user.ask<Uint8Array>(`${decisionRoute}/export`, params, input), name: 'export.zip' };
}

async function original({ user, params }: Own, { one }: Fields): Promise<Download> {
  const route = 'GET /cases/:case/accesses/:access/items/:item/original';
  return { bytes: await user.ask<Uint8Array>(route, { ...params, item: one('item') }), name: `${one('item')}.eml` };
}

function decided(params: Own['params']): Done {
  return { to: pathOf(params), told: 'accessDecided' };
}

function pathOf(params: Own['params']): string {
  return `/cases/${params.case}/accesses/${params.access}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unsound(['redactions']);
  }
}
