// Small pieces that pages are made of.
import { html } from 'hono/html';
import type { PersonsDecision } from '../../core/model/exception.ts';
import type { Html, View } from './page.ts';

/** Characters of a foreign text that are shown. */
const longest = 300;

/** Text that somebody outside chose: kept to its own direction (Unicode UAX 9), with nothing invisible in it. */
export function foreign(text: string, most = longest): Html {
  const cut = text.length > most ? `${text.slice(0, most)} …` : text;
  // An address breaks before its domain, if it has to.
  const [first = '', ...rest] = visible(cut).split('@');
  return html`<bdi class="foreign">${first}${rest.map((one) => html`@<wbr>${one}`)}</bdi>`;
}

/** Without a shape of its own, or half of a character (Unicode 17, 5.21); lines, tabs and what makes an emoji are left. */
const unseen = /[[\p{DI}\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u2800]--[\t\n\ufe0f]]/gv;

/** Controls of writing direction, and characters without a shape, by their number. */
export function visible(text: string): string {
  return text.replace(unseen, (one) => `[U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

/** A time in milliseconds since the epoch, in the zone of who looks. */
export function timeHtml({ language, zone }: Pick<View, 'language' | 'zone'>, time: number): Html {
  return html`<time datetime="${new Date(time).toISOString()}">${timeText({ language, zone }, time)}</time>`;
}

export function timeText({ language, zone }: Pick<View, 'language' | 'zone'>, time: number): string {
  const name = `${language} ${zone}`;
  let format = formats.get(name);
  if (format === undefined) {
    if (formats.size > 1_000) formats.clear();
    format = new Intl.DateTimeFormat(`${language}-CA`, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
    formats.set(name, format);
  }
  return format.format(time);
}

/** Making one costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

export function summary(rows: readonly (readonly [string, unknown])[]): Html {
  return html`<dl class="summary">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What people wrote to say why, up to the most that a form takes. */
export function wholeReason(text: string): Html {
  return foreign(text, 4_000);
}

/** Why, by whom and when. */
export function decidedHtml(view: View, { by, at, why }: PersonsDecision): Html {
  return html`${wholeReason(why)} (${by}, ${timeHtml(view, at)})`;
}

/** `tone` says how much it matters; the words say it too. */
export function tag(words: string, tone: 'plain' | 'good' | 'warn' | 'bad' = 'plain'): Html {
  return html`<span class="tag ${tone}">${words}</span>`;
}

export function listOf(items: readonly unknown[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

export function details(label: unknown, content: unknown, open = false): Html {
  return html`<details${open ? html` open` : ''}><summary>${label}</summary>${content}</details>`;
}

/** What to do where there is nothing to show. */
export function empty(words: string): Html {
  return html`<p class="empty">${words}</p>`;
}
