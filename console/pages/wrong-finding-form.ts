// The form that says a finding is wrong: beside one's own mail, and in the viewer.
import { html } from 'hono/html';
import { formHtml, type Option } from '../app/form.ts';
import type { Html, Own } from '../app/page.ts';

/** `name` of the field that says which finding; nothing where nothing was found. */
export function wrongFindingHtml(view: Own, name: 'kind' | 'rule', options: readonly Option[]): Html {
  if (options.length === 0) return html``;
  const said = view.text.findings;
  return html`<h2>${said.tellTitle}</h2><p>${said.tellHint}</p>${formHtml(view, {
    name: 'wrong',
    submit: said.tell,
    fields: [
      { kind: 'choice', name, label: said.tellWhich, options },
      { kind: 'area', name: 'why', label: said.tellWhy },
    ],
  })}`;
}
