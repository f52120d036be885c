// The document around every page: skip link, language, menu, title, and where to find who is responsible.
import { html } from 'hono/html';
import type { Text } from '../text/texts.ts';
import { keptHtml, otherLanguage } from './form.ts';
import type { Fields, Html } from './page.ts';

export interface Framed {
  readonly language: 'en' | 'fr';
  readonly text: Text;
  readonly title: string;
  readonly body: unknown;
  /** The same page in the other language. */
  readonly otherLanguage: string;
  /** Of a form that came back. */
  readonly typed: Fields | null;
  /** Name of the organisation, and whom to write to. */
  readonly organisation: string | null;
  readonly contact: string | null;
  /** Null while nobody is signed in; times on the page are in `zone` (an IANA name). */
  readonly user: { readonly name: string; readonly signOut: string; readonly zone: string } | null;
  readonly menu: readonly { readonly path: string; readonly label: string; readonly current: boolean }[];
  readonly script: string;
  /** The page is fetched anew now and then. */
  readonly live?: boolean;
}

export function frame(framed: Framed): Html {
  const { language, text, title, body, organisation } = framed;
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} – Postern</title>
<link rel="stylesheet" href="/assets/console.css"><link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script src="${framed.script}" defer></script></head>
<body><a class="skip" href="#main">${text.frame.skip}</a>
<header><div class="bar"><a class="brand" href="/">Postern</a>${organisation === null ? '' : html`<span class="organisation">${organisation}</span>`}
<span class="ends">${languageHtml(framed)}
${userHtml(framed)}</span></div>${menuHtml(framed)}</header>
<main id="main" tabindex="-1"${framed.live ? html` data-live` : ''}><h1>${title}</h1>
${body}</main>
<footer><p><a href="/monitoring">${text.frame.monitoring}</a>${framed.contact === null ? '' : html` · ${text.frame.contact} ${framed.contact}`}</p>${zoneHtml(framed)}</footer>
</body></html>`;
}

/** A link, or a form where something was typed that a link would lose. */
function languageHtml({ text, otherLanguage: address, typed }: Framed): Html {
  const { language, name } = text.frame.other;
  if (typed === null) return html`<a href="${address}" lang="${language}" hreflang="${language}">${name}</a>`;
  return html`<form method="post">${keptHtml(typed)}
<button type="submit" name="${otherLanguage}" value="${language}" lang="${language}">${name}</button></form>`;
}

/** The script beside the page puts the browser's own zone here on the first visit. */
function zoneHtml({ user, text }: Framed): Html {
  return user === null ? html`` : html`<p data-zone="${user.zone}">${text.frame.zone(user.zone)}</p>`;
}

function userHtml({ user, text }: Framed): Html {
  if (user === null) return html``;
  return html`<a href="/account"><bdi>${user.name}</bdi></a> <a href="${user.signOut}">${text.frame.signOut}</a>`;
}

function menuHtml({ menu, text }: Framed): Html {
  if (menu.length === 0) return html``;
  return html`<nav aria-label="${text.frame.menu}"><ul>${menu.map(
    ({ path, label, current }) =>
      html`<li><a href="${path}"${current ? html` aria-current="page"` : ''}>${label}</a></li>`,
  )}</ul></nav>`;
}
