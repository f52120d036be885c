// The links of a message: where each leads, and what a person sees in its place.
import type { MailLeaf } from '../../../model/message.ts';
import type { Reading } from '../../../model/part.ts';
import { Budget, defaultLimits } from '../../extract/limits.ts';
import { tokenizeHtml } from '../../extract/readers/html/html-tokens.ts';
import { type Appearance, hides } from '../../extract/readers/html/visibility.ts';
import { decodeHtml } from '../../extract/readers/html.ts';

export interface Link {
  /** `where` of the text or part it stands in. */
  readonly where: string;
  /** As written, at most 2,000 characters. */
  readonly target: string;
  /** Text of the link, trimmed; null where the address itself is what is seen. */
  readonly shown: string | null;
  readonly from: 'anchor' | 'form' | 'text' | 'code-picture';
}

export interface Page {
  readonly where: string;
  readonly links: readonly Link[];
  /** UTF-16 code units of text that a reader does not see, though it is there to be searched. */
  readonly hidden: number;
  readonly visible: number;
}

const mostLinks = 1000;
const longestTarget = 2000;
const longestShown = 300;
/** UTF-16 code units of one page. */
const longestPage = 2_000_000;
const maxDepth = 256;
const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const unseen = new Set(['script', 'style', 'title', 'head']);

/** Bodies in HTML and pages attached to the message itself. */
export function collectPages(leaves: readonly MailLeaf[]): readonly Page[] {
  return leaves
    .filter(isPage)
    .map((leaf) => readPage(leaf.path, (leaf.text ?? decodeHtml(leaf.content)).slice(0, longestPage)));
}

function isPage({ role, declaredType, name }: MailLeaf): boolean {
  if (declaredType === 'text/html' || declaredType === 'application/xhtml+xml') return true;
  return role === 'attachment' && /\.x?html?$/i.test((name ?? '').slice(-10));
}

interface Element extends Appearance {
  readonly name: string;
}

const noClasses: ReadonlySet<string> = new Set();
const nothingOpen: Element = { name: '', hidden: false, white: false, darkBackground: false };

function readPage(where: string, source: string): Page {
  const links: Link[] = [];
  const stack: Element[] = [];
  let anchor: { readonly target: string; text: string } | null = null;
  let hidden = 0;
  let visible = 0;
  const endAnchor = () => {
    if (anchor !== null && links.length < mostLinks)
      links.push({ where, target: anchor.target, shown: anchor.text.trim(), from: 'anchor' });
    anchor = null;
  };
  // Detectors know no clock: the size of the page is what bounds the work.
  tokenizeHtml(source, new Budget(defaultLimits, () => 0), {
    open(name, attributes, selfClosing) {
      const target =
        attributes
          .get(name === 'form' ? 'action' : 'href')
          ?.trim()
          .slice(0, longestTarget) ?? '';
      if (name === 'a' || name === 'area') {
        endAnchor();
        if (target !== '') anchor = { target, text: '' };
        if (name === 'area') endAnchor();
      } else if (name === 'form' && target !== '' && links.length < mostLinks)
        links.push({ where, target, shown: null, from: 'form' });
      if (voids.has(name) || selfClosing || stack.length >= maxDepth) return;
      stack.push({ name, ...hides(name, attributes, stack.at(-1) ?? nothingOpen, noClasses) });
    },
    close(name) {
      if (name === 'a') endAnchor();
      const lowest = Math.max(0, stack.length - 32);
      for (let i = stack.length - 1; i >= lowest; i--) {
        if (stack[i]?.name !== name) continue;
        stack.length = i;
        return;
      }
    },
    text(value) {
      const top = stack.at(-1) ?? nothingOpen;
      if (unseen.has(top.name)) return;
      if (anchor !== null && anchor.text.length < longestShown) anchor.text += value.slice(0, longestShown);
      const length = value.trim().length;
      if (top.hidden) hidden += length;
      else visible += length;
    },
    comment: () => undefined,
  });
  endAnchor();
  return { where, links, hidden, visible };
}

const longestText = 500_000;

/** Addresses written out in plain texts, and those that pictures carry as codes. */
export function linksInTexts(readings: readonly Reading[]): readonly Link[] {
  const links: Link[] = [];
  for (const { part, regions } of readings) {
    for (const { where, kind, label, text } of regions) {
      const code = kind === 'ocr' && label === 'code';
      if (!code && (kind !== 'body' || part.role !== 'body' || part.type !== 'text/plain')) continue;
      for (const target of addressesIn(text.slice(0, longestText))) {
        if (links.length >= mostLinks) return links;
        links.push({ where, target, shown: null, from: code ? 'code-picture' : 'text' });
      }
    }
  }
  return links;
}

/** `http://` and `https://` with what follows up to a space or bracket; found by their signs, since patterns cost more. */
function* addressesIn(text: string): Generator<string> {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const scheme = /https?$/i.exec(text.slice(Math.max(0, at - 5), at))?.[0];
    if (scheme === undefined) continue;
    const rest = text.slice(at, at + longestTarget);
    yield scheme + rest.slice(0, /[\s<>"'`]/.exec(rest)?.index ?? rest.length);
  }
}
