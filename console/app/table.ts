// Lists as tables on the page, and the same rows for a spreadsheet.
import { html } from 'hono/html';
import { isDay } from '../../core/oversight/calendar.ts';
import { type Cell, csvText } from '../../core/oversight/requests/csv-text.ts';
import type { Html, View } from './page.ts';
import { empty, timeHtml } from './parts.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => unknown;
  /** Absent: not in the spreadsheet. */
  readonly csv?: (row: Row) => Cell;
}

export interface Table<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Said in place of a table without rows. */
  readonly empty: string;
}

/** In milliseconds since the epoch, null for never: in the zone of who looks, in UTC in the spreadsheet; `to` makes it a link. */
export function timeColumn<Row>(
  view: View,
  head: string,
  time: (row: Row) => number | null,
  to?: (row: Row) => string,
): Column<Row> {
  const shown = (row: Row) => {
    const at = time(row);
    return at === null ? view.text.list.nothing : timeHtml(view, at);
  };
  return {
    head,
    cell: to === undefined ? shown : (row) => html`<a href="${to(row)}">${shown(row)}</a>`,
    csv: (row) => {
      const at = time(row);
      return at === null ? '' : new Date(at).toISOString();
    },
  };
}

/** Words of ours, or of people; the same on the page and in the spreadsheet. */
export function textColumn<Row>(head: string, text: (row: Row) => string, shown?: (text: string) => Html): Column<Row> {
  return { head, cell: (row) => (shown === undefined ? text(row) : shown(text(row))), csv: text };
}

export function tableHtml<Row>(view: View, { caption, columns, rows, empty: nothing }: Table<Row>): Html {
  if (rows.length === 0) return empty(nothing);
  const spread = columns.some(({ csv }) => csv !== undefined);
  return html`<table><caption>${caption}</caption>
<thead><tr>${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map(({ head, cell }) => html`<td data-head="${head}">${unbroken(cell(row))}</td>`)}</tr>`)}
</tbody></table>${spread ? html`<p><a href="${withQuery(view, { format: 'csv' })}" download>${view.text.list.csv}</a></p>` : ''}`;
}

/** A day stays in one line, as times do. */
function unbroken(cell: unknown): unknown {
  return typeof cell === 'string' && isDay(cell) ? html`<time>${cell}</time>` : cell;
}

export function tableCsv<Row>({ columns, rows }: Table<Row>): string {
  const told = columns.flatMap(({ head, csv }) => (csv === undefined ? [] : [{ head, csv }]));
  return csvText(
    told.map(({ head }) => head),
    rows.map((row) => told.map(({ csv }) => csv(row))),
  );
}

/** This page with some of its query changed. */
export function withQuery({ path, query }: View, changed: Readonly<Record<string, string>>): string {
  const { done: _told, n: _number, ...kept } = query;
  return `${path}?${new URLSearchParams({ ...kept, ...changed })}`;
}

/** To the rows behind the last that is shown; by a place in the order, so that a long list stays quick. */
export function pager(view: View, next: string | null): Html {
  const { after, ...query } = view.query;
  const first =
    after === undefined ? '' : html`<a href="${withQuery({ ...view, query }, {})}">${view.text.list.first}</a>`;
  const more =
    next === null ? '' : html`<a href="${withQuery(view, { after: next })}" rel="next">${view.text.list.next}</a>`;
  if (first === '' && more === '') return html``;
  return html`<nav class="pager" aria-label="${view.text.list.pages}">${first} ${more}</nav>`;
}

const rowsOfPage = 50;

/** A list that is read whole, fifty rows at a time: those behind the one that the address names, and the way to the others. */
export function pagedHtml<Row>(view: View, table: Table<Row>, idOf: (row: Row) => string): Html {
  const { rows } = table;
  const start = rows.findIndex((row) => idOf(row) === view.query.after) + 1;
  const shown = rows.slice(start, start + rowsOfPage);
  const last = shown.at(-1);
  const isEnd = last === undefined || start + shown.length === rows.length;
  return html`${tableHtml(view, { ...table, rows: shown })}${pager(view, isEnd ? null : idOf(last))}`;
}
