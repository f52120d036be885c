// Health and counts: numbers of nobody in particular.
import { html } from 'hono/html';
import type { Outcome } from '../../core/model/decision.ts';
import type { Counts } from '../../core/oversight/monitoring/counts.ts';
import type { Content, Own, Page } from '../app/page.ts';
import { type Table, tableCsv, tableHtml } from '../app/table.ts';

export const healthPage: Page = {
  path: '/health',
  menu: { label: 'health', roles: ['corporate-security', 'administrator'] },
  show,
};

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.security.health;
  const health = await user.ask<Readonly<Record<string, string | number | boolean>>>('GET /operations/health');
  const counts = await user.ask<Counts>('GET /operations/counts');
  const table: Table<readonly [string, number]> = {
    caption: said.counts(counts.since),
    empty: said.noCounts,
    rows: Object.entries(counts.messages),
    columns: [
      { head: said.outcome, cell: ([name]) => text.words.outcome[name as Outcome], csv: ([name]) => name },
      { head: said.count, cell: ([, count]) => count.toLocaleString(`${view.language}-CA`), csv: ([, count]) => count },
    ],
  };
  const states = tableHtml(view, {
    caption: said.caption,
    empty: text.list.nothing,
    rows: Object.entries(health),
    columns: [
      { head: said.name, cell: ([name]) => worded(said.names, name) },
      { head: said.value, cell: ([, value]) => worded(said.values, String(value)) },
    ],
  });
  return { title: said.title, body: html`${states}${tableHtml(view, table)}`, csv: () => tableCsv(table), live: true };
}

/** Hosts tell of what they have; what has no word yet is shown as they call it. */
function worded(words: Readonly<Record<string, string>>, name: string): string {
  return (Object.hasOwn(words, name) ? words[name] : undefined) ?? name;
}
