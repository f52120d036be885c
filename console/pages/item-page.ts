// The viewer: one retained message shown so that nothing in it can act, with what was found and where (R-412).
import { html } from 'hono/html';
import type { Finding } from '../../core/model/finding.ts';
import type { ItemView, ViewedText } from '../../core/oversight/viewing/item-view.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { details, empty, foreign, listOf, visible } from '../app/parts.ts';
import { tableHtml } from '../app/table.ts';
import { addressOf } from './case-page.ts';
import { ask } from './case-search-page.ts';
import { defectsHtml, findingsHtml, partsHtml } from './message-facts.ts';
import { wrongFindingHtml } from './wrong-finding-form.ts';

export const itemPage: Page = {
  path: '/cases/:case/accesses/:access/items/:item',
  show,
  forms: { ask: (view, fields) => ask(view, withItem(view, fields)), wrong },
};

async function show(view: Own): Promise<Content> {
  const { text, user, params } = view;
  const said = text.cases.item;
  const item = await user.ask<ItemView>('GET /cases/:case/accesses/:access/items/:item', params);
  return {
    title: said.title,
    body: html`<p>${said.lead} <a href="${addressOf(`${params.case}/${params.access}`)}">${text.cases.access.title}</a></p>
${item.cut ? html`<p><strong>${said.cut}</strong></p>` : ''}
${headersHtml(view, item.headers)}${threadHtml(view, item)}
<h2>${said.html}</h2>${item.html.length === 0 ? empty(said.noHtml) : item.html.map((one) => frameHtml(view, one))}
<h2>${said.texts}</h2>${item.texts.length === 0 ? empty(said.noTexts) : item.texts.map((one) => textHtml(view, one, item.findings))}
${picturesHtml(view, item.parts)}${findingsHtml(view, item.findings)}${partsHtml(view, item.parts)}${defectsHtml(view, item.defects)}
${wrongHtml(view, item.findings)}<h2>${said.original}</h2><p>${said.originalHint}</p>${originalHtml(view)}`,
  };
}

function headersHtml(view: Own, rows: ItemView['headers']): Html {
  const said = view.text.cases.item;
  const meanings: Readonly<Record<string, string>> = said.fields;
  const meaning = (name: string) => {
    const key = name.toLowerCase();
    return Object.hasOwn(meanings, key) ? meanings[key] : '';
  };
  return tableHtml(view, {
    caption: said.headers,
    empty: view.text.list.nothing,
    rows,
    columns: [
      { head: said.name, cell: ({ name }) => foreign(name) },
      { head: said.value, cell: ({ value }) => foreign(value, 2_000) },
      { head: said.means, cell: ({ name }) => meaning(name) },
    ],
  });
}

/** Sandboxed without any leave (HTML, iframe sandbox), and under a policy of its own: nothing loads, runs or is sent. */
function frameHtml(view: Own, { where, html: inert }: ItemView['html'][number]): Html {
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'">${inert}`;
  const title = view.text.cases.item.htmlOf(visible(where).slice(0, 200));
  return html`<iframe class="mail" sandbox="" referrerpolicy="no-referrer" title="${title}" srcdoc="${page}"></iframe>`;
}

/** UTF-16 code units of one text that are put on the page. */
const mostShown = 200_000;

function textHtml(view: Own, { where, kind, label, text }: ViewedText, findings: readonly Finding[]): Html {
  const said = view.text.cases.item;
  const here = findings.filter((one) => one.where === where && one.offset !== undefined);
  const count = (number: number) => number.toLocaleString(`${view.language}-CA`);
  const cut = text.length > mostShown ? html`<p>${said.tooLong(count(mostShown), count(text.length))}</p>` : '';
  const name = html`${said.region[kind]}: ${foreign(where)}${label === undefined ? '' : html` (${foreign(label)})`}`;
  const content = html`${cut}<pre class="text" tabindex="0" dir="auto">
${marked(view, text.slice(0, mostShown), here)}</pre>`;
  return details(name, content, kind === 'body' || here.length > 0);
}

/** A text with its findings marked where they stand; those that overlap are marked once. */
function marked({ text: { words } }: Own, text: string, findings: readonly Finding[]): readonly Html[] {
  const pieces: Html[] = [];
  let at = 0;
  const inOrder = [...findings].sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0));
  for (const { offset = 0, length = 0, kind, rule } of inOrder) {
    if (offset < at || offset + length > text.length) continue;
    pieces.push(
      html`${shown(text.slice(at, offset))}<mark title="${words.kind[kind]}: ${rule}">${shown(text.slice(offset, offset + length))}</mark>`,
    );
    at = offset + length;
  }
  pieces.push(html`${shown(text.slice(at))}`);
  return pieces;
}

function shown(text: string): string {
  return visible(text.replaceAll('\r\n', '\n'));
}

/** Attachments that can be drawn, each on a page of its own. */
function picturesHtml({ text, path }: Own, parts: ItemView['parts']): Html {
  const said = text.cases.item;
  const drawn = parts.filter(
    ({ type }) => type === 'application/pdf' || (type.startsWith('image/') && type !== 'image/svg+xml'),
  );
  if (drawn.length === 0) return html``;
  const link = ({ path: part }: ItemView['parts'][number]) =>
    html`<a href="${path}/picture?${new URLSearchParams({ part })}">${said.picture(visible(part))}</a>`;
  return html`<h2>${said.pictures}</h2>${listOf(drawn.map(link))}`;
}

/** Other mail of the same two, within the case. */
function threadHtml({ text, params }: Own, { headers }: ItemView): Html {
  const address = (field: string) =>
    /[\w.+'-]{1,64}@[\w.-]{1,253}/.exec(
      headers.find(({ name }) => name.toLowerCase() === field)?.value.slice(0, 1_000) ?? '',
    )?.[0];
  const [sender, recipient] = [address('from'), address('to')];
  if (sender === undefined || recipient === undefined) return html``;
  return html`<p><a href="/cases/${params.case}/search?${new URLSearchParams({ sender, recipient })}">${text.cases.item.thread}</a></p>`;
}

function originalHtml(view: Own): Html {
  const said = view.text.cases.search;
  return formHtml(view, {
    name: 'ask',
    submit: view.text.cases.item.original,
    fields: [
      { kind: 'hidden', name: 'purpose', value: 'original' },
      { kind: 'area', name: 'why', label: said.why },
      { kind: 'day', name: 'until', label: said.last, hint: said.lastHint },
    ],
  });
}

function wrongHtml(view: Own, findings: readonly Finding[]): Html {
  const rules = new Map(findings.map(({ rule, kind }) => [rule, kind]));
  const options = [...rules].map(([value, kind]) => ({ value, label: `${view.text.words.kind[kind]}: ${value}` }));
  return wrongFindingHtml(view, 'rule', options);
}

async function wrong({ user, params, path }: Own, { one }: Fields): Promise<Done> {
  const route = 'POST /cases/:case/accesses/:access/items/:item/wrong-findings';
  await user.ask(route, params, { rule: one('rule'), why: one('why') });
  return { to: path, told: 'findingDisputed' };
}

function withItem({ params }: Own, fields: Fields): Fields {
  return { ...fields, all: (name) => (name === 'item' ? [params.item ?? ''] : fields.all(name)) };
}
