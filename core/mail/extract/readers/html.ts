// Reads HTML: what a person sees, what is there but hidden, scripts, and the facts that phishing pages share.
import { Pattern, Subject } from '../../../rulebook/pattern.ts';
import type { Budget } from '../limits.ts';
import type { Reader } from '../reader.ts';
import { extensionOf } from '../type/extension.ts';
import { decodeAs } from './byte-view.ts';
import { type Gathering, gathered } from './gathering.ts';
import { tokenizeHtml } from './html/html-tokens.ts';
import { pageFacts } from './html/page-facts.ts';
import { surveyPage } from './html/page-survey.ts';
import { appearanceOf, collectRules, emptyRules, type OwnAppearance, plainAppearance } from './html/visibility.ts';
import { decodeText, holdsDdeFormula } from './plain-text.ts';

export const readHtml: Reader = (item, budget) =>
  gathered(budget, (found) => {
    if (item.bytes.length > mostBytes) found.partial('too-large');
    const source = decodeHtml(item.bytes.subarray(0, mostBytes));
    readHtmlSource(source, found, budget);
    noteOfficePage(source, item.name, found);
    return undefined;
  });

/** Word reads settings of its own from comments of a page. */
const remoteTemplate = new Pattern('<w:AttachedTemplate\\s+HRef\\s*=\\s*["\']?(?:https?:|file:|\\\\\\\\)', {
  ignoreCase: true,
});
const sheets = new Set(['xls', 'xlt', 'xla', 'xlw', 'xlsx', 'xlsm', 'xlsb']);

/** A page under the name of a document is opened by an office program. */
function noteOfficePage(source: string, name: string | null, found: Gathering): void {
  if (source.includes(':AttachedTemplate') && remoteTemplate.test(new Subject(source))) found.fact('external-template');
  if (!sheets.has(extensionOf(name))) return;
  // Cells begin behind a tag.
  if (holdsDdeFormula(source.replaceAll('>', '>\n').replaceAll('&#39;', "'"))) found.fact('dde');
}

/** No program writes a page of this size for people; pictures in it count too. */
const mostBytes = 24 * 2 ** 20;

/** The label in the source counts only when the bytes are not UTF-8 anyway: a mail program may have converted them. */
export function decodeHtml(bytes: Uint8Array): string {
  const head = decodeAs('windows-1252', bytes.subarray(0, 2048));
  const label = /charset\s{0,5}=\s{0,5}["']?([\w-]{1,40})/i.exec(head)?.[1]?.toLowerCase();
  return decodeText(bytes, label === undefined || label.startsWith('utf') ? 'windows-1252' : label);
}

const blocks = new Set(
  'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p pre section select summary table tbody tfoot thead title tr ul'.split(
    ' ',
  ),
);
const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const preformatted = new Set(['pre', 'textarea', 'listing', 'xmp', 'plaintext']);
/** Deeper elements share the appearance of this level; browsers give up at 512 too. */
const maxDepth = 512;
/** How far up a closing tag may look for its opening one. */
const maxUnclosed = 32;

interface OpenElement extends OwnAppearance {
  readonly name: string;
}

/** Pages in frames of pages, written into an attribute. */
const mostFrames = 4;

/** Writes visible text to the main text of `found` and the rest to regions of their own. */
export function readHtmlSource(source: string, found: Gathering, budget: Budget, depth = 0): undefined {
  const visible = found.open('body', depth === 0 ? '' : 'frame');
  const hidden = found.open('hidden', 'hidden');
  const comments = found.open('hidden', 'html-comment');
  const stack: OpenElement[] = [];
  const top = () => stack.at(-1) ?? { name: '', ...plainAppearance };
  const page = pageFacts(found);
  const survey = surveyPage();
  let style: string[] = [];
  const rules = emptyRules();
  const frames: string[] = [];
  let special: 'script' | 'style' | null = null;
  let cells = 0;
  let spacePending = false;

  function line(): void {
    visible.breakLine();
    if (top().hidden) hidden.breakLine();
    spacePending = false;
  }

  function write(text: string): void {
    const sink = top().hidden ? hidden : visible;
    if (preformatted.has(top().name)) {
      sink.write(text);
      return;
    }
    const shown = top().capitals ? text.toUpperCase() : text;
    const collapsed = /[\t\r\n\f]| {2}/.test(shown) ? shown.replace(/[ \t\r\n\f]+/g, ' ') : shown;
    if (collapsed === ' ') {
      spacePending = true;
      return;
    }
    const leading = spacePending && !collapsed.startsWith(' ') ? ' ' : '';
    const trailing = collapsed.endsWith(' ');
    sink.write(leading + (trailing ? collapsed.slice(0, -1) : collapsed));
    spacePending = trailing;
  }

  function open(name: string, attributes: ReadonlyMap<string, string>, selfClosing: boolean): void {
    if (name === 'td' || name === 'th') {
      if (cells++ > 0) visible.nextCell();
      spacePending = false;
    } else if (blocks.has(name)) line();
    if (name === 'tr') {
      cells = 0;
      visible.startRow();
    }
    page.element(name, attributes);
    survey.open(name, attributes);
    for (const shown of ['alt', 'title', 'placeholder', 'aria-label']) {
      const value = attributes.get(shown);
      if (value !== undefined && value.trim() !== '') hidden.write(`${value}\n`);
    }
    if (name === 'input' && attributes.get('type')?.toLowerCase() !== 'hidden')
      write(` ${attributes.get('value') ?? ''} `);
    if (name === 'script' || name === 'style') special = name;
    if (selfClosing && special !== null) special = null;
    const frame = name === 'iframe' ? attributes.get('srcdoc') : undefined;
    if (frame !== undefined && depth < mostFrames) frames.push(frame);
    if (voids.has(name) || selfClosing || stack.length >= maxDepth) return;
    const element = { name, ...appearanceOf(name, attributes, top(), rules) };
    if (element.apart) line();
    stack.push(element);
    if (element.turned) write('\u202e');
  }

  function leave(element: OpenElement): void {
    if (element.turned) write('\u202c');
    if (element.apart) line();
  }

  function close(name: string): void {
    survey.close(name);
    if (name === 'script') special = null;
    else if (name === 'style') {
      collectRules(style.join(''), rules, (text) => hidden.write(`${text}\n`));
      style = [];
      special = null;
    } else if (blocks.has(name)) line();
    const lowest = Math.max(0, stack.length - maxUnclosed);
    for (let i = stack.length - 1; i >= lowest; i--) {
      if (stack[i]?.name !== name) continue;
      for (const element of stack.slice(i).reverse()) leave(element);
      stack.length = i;
      return;
    }
  }

  tokenizeHtml(source, budget, {
    open,
    close,
    text: (value) => {
      if (special === 'script') page.script(value);
      else if (special === 'style') style.push(value);
      else {
        survey.text(value, top());
        write(value);
      }
    },
    comment: (value) => comments.write(`${value.trim()}\n`),
  });
  found.page(survey.end());
  page.end(visible.length());
  for (const frame of frames) readHtmlSource(frame, found, budget, depth + 1);
}
