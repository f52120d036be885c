// What a list is narrowed by: a form whose values stand in the address, so that a list can be kept as a bookmark.
import { html } from 'hono/html';
import type { Option } from '../app/form.ts';
import type { Html, Own } from '../app/page.ts';

interface Filter {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly kind?: 'text' | 'date';
  /** Absent: anything can be typed. */
  readonly options?: readonly Option[];
}

export function filterHtml({ path, text }: Own, filters: readonly Filter[], submit = text.list.filter): Html {
  return html`<form method="get" action="${path}" class="filter" role="search">${filters.map(filterField)}
<p><button type="submit">${submit}</button></p></form>`;
}

function filterField({ name, label, value, hint, kind = 'text', options }: Filter): Html {
  const id = `filter-${name}`;
  const about = hint === undefined ? '' : html`<span class="hint" id="${id}-hint">${hint}</span>`;
  const described = hint === undefined ? '' : html` aria-describedby="${id}-hint"`;
  const input =
    options === undefined
      ? html`<input type="${kind}" id="${id}" name="${name}" value="${value}" maxlength="320" autocomplete="off" spellcheck="false"${described}>`
      : html`<select id="${id}" name="${name}"${described}>${options.map(
          (one) =>
            html`<option value="${one.value}"${one.value === value ? html` selected` : ''}>${one.label}</option>`,
        )}</select>`;
  return html`<div class="field"><label for="${id}">${label}</label>${about}${input}</div>`;
}
