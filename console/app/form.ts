// Forms: what they ask for is data, so that one that comes back shows what was typed and what is wrong with it.
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import type { Fields, Html, Own, Sent } from './page.ts';

export interface Form {
  readonly name: string;
  /** Tells forms of the same name on one page apart. */
  readonly which?: string;
  readonly fields: readonly Field[];
  readonly submit: string;
  /** Undoes or refuses something: the button says so. */
  readonly grave?: boolean;
  /** Attributes that the script beside the page looks for. */
  readonly data?: Readonly<Record<string, string>>;
}

export type Field =
  | ({ readonly kind: 'text' | 'area' | 'day' | 'address'; readonly most?: number } & Asked)
  | ({ readonly kind: 'choice'; readonly options: readonly Option[] } & Asked)
  | Radios
  | { readonly kind: 'tick'; readonly name: string; readonly label: string }
  | { readonly kind: 'hidden'; readonly name: string; readonly value: string };

interface Radios extends Asked {
  readonly kind: 'radios';
  readonly options: readonly Option[];
}

interface Asked {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  readonly optional?: boolean;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** `before` stands inside the form: a table to choose from. */
export function formHtml(view: Own, form: Form, before: unknown = ''): Html {
  const came = cameBack(view, form);
  const { token } = view.user;
  const data = Object.entries(form.data ?? {}).map(([name, value]) => html` data-${name}="${value}"`);
  return html`<form method="post" class="form"${data}>
<input type="hidden" name="form" value="${form.name}"><input type="hidden" name="which" value="${form.which ?? ''}">
<input type="hidden" name="token" value="${token}"><input type="hidden" name="once" value="${randomUUID()}">
${before}${form.fields.map((field) => fieldHtml(view, form, field, came))}
<p><button type="submit" class="${form.grave ? 'grave' : ''}">${form.submit}</button></p></form>`;
}

/** What was wrong with a form on this page, above everything else, with links to the fields. */
export function problemsHtml({ sent, text }: Pick<Own, 'sent' | 'text'>): Html {
  if (sent === null || sent.problems.length === 0) return html``;
  const which = sent.fields.one('which');
  const line = ({ field, text: what }: Sent['problems'][number]) =>
    field === null ? html`<li>${what}</li>` : html`<li><a href="#${idOf(sent.form, which, field)}">${what}</a></li>`;
  return html`<div class="problems" role="alert" tabindex="-1" autofocus><h2>${text.form.problems}</h2>
<ul>${sent.problems.map(line)}</ul></div>`;
}

function cameBack({ sent }: Own, { name, which = '' }: Form): Sent | null {
  return sent !== null && sent.form === name && sent.fields.one('which') === which ? sent : null;
}

function idOf(form: string, which: string, field: string): string {
  return `${form}-${which}-${field}`.replace(/[^\w-]/g, '_').slice(0, 200);
}

function fieldHtml(view: Own, form: Form, field: Field, came: Sent | null): Html {
  if (field.kind === 'hidden') return html`<input type="hidden" name="${field.name}" value="${field.value}">`;
  const id = idOf(form.name, form.which ?? '', field.name);
  if (field.kind === 'tick') {
    const ticked = came?.fields.one(field.name) === 'yes' ? html` checked` : '';
    return html`<p class="tick"><input type="checkbox" id="${id}" name="${field.name}" value="yes"${ticked}>
<label for="${id}">${field.label}</label></p>`;
  }
  const value = came === null ? (field.value ?? '') : came.fields.one(field.name);
  const problem = came?.problems.find((each) => each.field === field.name)?.text;
  const about = [aboutHtml(`${id}-hint`, 'hint', field.hint), aboutHtml(`${id}-wrong`, 'wrong', problem)];
  const described = [field.hint && `${id}-hint`, problem && `${id}-wrong`].filter(Boolean).join(' ');
  const aria = html`${described === '' ? '' : html` aria-describedby="${described}"`}${problem === undefined ? '' : html` aria-invalid="true"`}`;
  const optional = field.optional ? html` <span class="optional">(${view.text.form.optional})</span>` : '';
  if (field.kind === 'radios')
    return html`<fieldset id="${id}"${aria}><legend>${field.label}${optional}</legend>${about}${radiosHtml(field, id, value)}</fieldset>`;
  return html`<div class="field"><label for="${id}">${field.label}${optional}</label>${about}${inputHtml(field, id, value, aria)}</div>`;
}

function aboutHtml(id: string, kind: 'hint' | 'wrong', words: string | undefined): Html {
  return words === undefined ? html`` : html`<span class="${kind}" id="${id}">${words}</span>`;
}

function radiosHtml({ name, options, optional }: Radios, id: string, value: string): readonly Html[] {
  return options.map(
    (option, index) => html`<p class="tick"><input type="radio" id="${id}-${index}" name="${name}"
 value="${option.value}"${option.value === value ? html` checked` : ''}${optional ? '' : html` required`}>
<label for="${id}-${index}">${option.label}</label></p>`,
  );
}

function inputHtml(
  field: Exclude<Field, { kind: 'tick' | 'hidden' | 'radios' }>,
  id: string,
  value: string,
  aria: unknown,
): Html {
  const required = field.optional ? '' : html` required`;
  switch (field.kind) {
    case 'area':
      return html`<textarea id="${id}" name="${field.name}" rows="4" maxlength="${field.most ?? 4_000}"${required}${aria}>
${value}</textarea>`;
    case 'choice':
      return html`<select id="${id}" name="${field.name}"${required}${aria}>${field.options.map(
        (option) =>
          html`<option value="${option.value}"${option.value === value ? html` selected` : ''}>${option.label}</option>`,
      )}</select>`;
    case 'day':
      return html`<input type="date" id="${id}" name="${field.name}" value="${value}"${required}${aria}>`;
    case 'address':
    case 'text':
      return html`<input type="${field.kind === 'address' ? 'email' : 'text'}" id="${id}" name="${field.name}"
 value="${value}" maxlength="${field.most ?? 254}" autocomplete="off" spellcheck="false"${required}${aria}>`;
  }
}

/** Name of the button that asks for a form in the other language instead of sending it. */
export const otherLanguage = 'other-language';

const notKept: readonly string[] = ['token', 'once', otherLanguage];

/** What was typed, to be sent along with another form. */
export function keptHtml(fields: Fields): readonly Html[] {
  return fields
    .entries()
    .filter(([name]) => !notKept.includes(name))
    .map(
      ([name, value]) => html`<textarea name="${name}" hidden>
${value}</textarea>`,
    );
}

/** Hono gives one value as itself and several as a list. */
export function fieldsOf(body: Readonly<Record<string, unknown>>): Fields {
  const all = (name: string) =>
    [Object.hasOwn(body, name) ? body[name] : []].flat().filter((value): value is string => typeof value === 'string');
  const one = (name: string) => all(name)[0]?.replaceAll('\r\n', '\n') ?? '';
  return {
    all,
    one,
    some: (name) => (one(name).trim() === '' ? undefined : one(name).trim()),
    entries: () => Object.keys(body).flatMap((name) => all(name).map((value) => [name, value] as const)),
  };
}
