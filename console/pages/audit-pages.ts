// The trail searched and verified, and what was destroyed, for auditors and access officers (R-404, R-413).
import { html } from 'hono/html';
import type { AuditEntry } from '../../core/model/ledger.ts';
import type { TrailSearch } from '../../core/oversight/audit/search-trail.ts';
import type { TrailVerification } from '../../core/oversight/audit/verify-here.ts';
import type { Disposal } from '../../core/oversight/retention/dispose.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Html, Own, Page } from '../app/page.ts';
import { details, empty, foreign, listOf, summary, tag, timeHtml } from '../app/parts.ts';
import { type Table, tableCsv, tableHtml, timeColumn } from '../app/table.ts';
import { filterHtml } from './filter.ts';

export const auditPages: readonly Page[] = [
  { path: '/audit', menu: { label: 'audit', roles: ['auditor'] }, show: showTrail, forms: { verify } },
  { path: '/disposals', menu: { label: 'disposals', roles: ['auditor', 'access-officer'] }, show: showDisposals },
];

const filters = ['actor', 'action', 'subject', 'from', 'until'] as const;

async function showTrail(view: Own): Promise<Content> {
  const { text, query, user } = view;
  const said = text.governance.audit;
  const asked = Object.fromEntries(filters.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
  const { entries, more } = await user.ask<TrailSearch>('GET /audit', {}, asked);
  const table = trailTable(view, entries);
  const fields = filters.map((name) => ({
    name,
    label: said[name],
    value: query[name] ?? '',
    kind: name === 'from' || name === 'until' ? ('date' as const) : ('text' as const),
  }));
  return {
    title: said.title,
    body: html`<p>${said.lead}</p>${filterHtml(view, fields)}${tableHtml(view, table)}${more ? html`<p>${said.more}</p>` : ''}
${await verificationHtml(view)}`,
    csv: () => tableCsv(table),
  };
}

async function verificationHtml(view: Own): Promise<Html> {
  const { text, user } = view;
  const said = text.governance.audit;
  const last = await user.ask<TrailVerification | null>('GET /audit/verification');
  return html`<h2>${said.verifyTitle}</h2><p>${said.verifyLead}</p>${last === null ? empty(said.neverVerified) : resultHtml(view, last)}
${formHtml(view, { name: 'verify', submit: last?.until ? said.goOn : said.verifyNow, fields: [] })}<p>${said.verify}</p>`;
}

function resultHtml(view: Own, { at, by, entries, checkpoints, uncovered, fault, until }: TrailVerification): Html {
  const { text, language } = view;
  const said = text.governance.audit;
  const count = (number: number) => number.toLocaleString(`${language}-CA`);
  return summary([
    [said.verified, html`${timeHtml(view, at)}, ${by}`],
    [said.result, wholeHtml(view, { fault, until })],
    [said.entries, count(entries)],
    [said.checkpoints, count(checkpoints)],
    [said.uncovered, count(uncovered)],
  ]);
}

function wholeHtml({ text }: Own, { fault, until }: Pick<TrailVerification, 'fault' | 'until'>): Html {
  const said = text.governance.audit;
  if (fault !== null) return html`${tag(said.broken, 'bad')} ${said.faultAt(fault.line)} <code>${fault.what}</code>`;
  if (until !== null) return html`${tag(said.soFar, 'warn')} ${said.soFarMeans}`;
  return html`${tag(said.whole, 'good')} ${said.wholeMeans}`;
}

async function verify({ user }: Own): Promise<Done> {
  await user.ask('POST /audit/verification');
  return { to: '/audit', told: 'trailVerified' };
}

function trailTable(view: Own, rows: readonly AuditEntry[]): Table<AuditEntry> {
  const said = view.text.governance.audit;
  const facts = ({ event }: AuditEntry) => Object.entries(event.detail).map(([name, value]) => `${name}: ${value}`);
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      timeColumn(view, said.when, ({ event }) => event.at),
      { head: said.actor, cell: ({ event }) => foreign(event.actor), csv: ({ event }) => event.actor },
      { head: said.action, cell: ({ event }) => html`<code>${event.action}</code>`, csv: ({ event }) => event.action },
      {
        head: said.subject,
        cell: ({ event }) => html`<code>${foreign(event.subject)}</code>`,
        csv: ({ event }) => event.subject,
      },
      {
        head: said.details,
        cell: (entry) => foreign(facts(entry).join(', ')),
        csv: (entry) => facts(entry).join(', '),
      },
      {
        head: said.place,
        cell: ({ chain, number }) => `${chain} ${number}`,
        csv: ({ chain, number }) => `${chain} ${number}`,
      },
    ],
  };
}

async function showDisposals(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.governance.disposals;
  const table: Table<Disposal> = {
    caption: said.caption,
    empty: said.empty,
    rows: await user.ask<readonly Disposal[]>('GET /disposals'),
    columns: [
      timeColumn(view, said.when, ({ at }) => at),
      { head: said.record, cell: ({ id }) => html`<code>${id}</code>`, csv: ({ id }) => id },
      { head: said.items, cell: ({ items }) => items.length, csv: ({ items }) => items.length },
      { head: said.finished, cell: ({ finished }) => (finished ? said.yes : said.no), csv: ({ finished }) => finished },
      {
        head: said.list,
        cell: ({ items }) => details(said.list, listOf(items.map(({ item }) => html`<code>${item}</code>`))),
        csv: ({ items }) => items.map(({ item }) => item).join(' '),
      },
    ],
  };
  return { title: said.title, body: tableHtml(view, table), csv: () => tableCsv(table) };
}
