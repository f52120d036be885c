// The links of a message: where each leads, and what a person sees in its place.
import type { Reading } from '../../../model/part.ts';

export interface Link {
  /** `where` of the text or part it stands in. */
  readonly where: string;
  /** As written, at most 2,000 characters. */
  readonly target: string;
  /** Text of the link, trimmed; null where the address itself is what is seen. */
  readonly shown: string | null;
  readonly from: 'anchor' | 'form' | 'text' | 'code-picture' | 'document';
}

/** Of a text or part, and of all together. */
const mostLinks = 1000;
const mostInAll = 10_000;
const longestTarget = 2000;
const longestText = 500_000;

/**
 * Links of pages at any depth, addresses written out in the texts of messages, targets of links in documents, and what
 * pictures carry as codes.
 */
export function collectLinks(readings: readonly Reading[]): readonly Link[] {
  const links: Link[] = [];
  for (const { part, regions, page } of readings) {
    if (links.length >= mostInAll) break;
    for (const link of page?.links ?? []) links.push({ where: part.path, ...link });
    for (const { where, kind, label, text } of regions) {
      if (kind === 'hidden' && where.endsWith('#links')) links.push(...targetsIn(text, where));
      const from = kind === 'ocr' && label === 'code' ? 'code-picture' : 'text';
      if (from === 'text' && (kind !== 'body' || part.role !== 'body' || part.type !== 'text/plain')) continue;
      for (const target of addressesIn(text.slice(0, longestText))) links.push({ where, target, shown: null, from });
    }
  }
  return links;
}

/** Readers of documents write one target a line. */
function targetsIn(text: string, where: string): readonly Link[] {
  return text
    .slice(0, longestText)
    .split('\n', mostLinks)
    .map((target) => ({ where, target: target.slice(0, longestTarget), shown: null, from: 'document' }));
}

/** `http://` and `https://` with what follows up to a space or bracket; found by their signs, since patterns cost more. */
function* addressesIn(text: string): Generator<string> {
  let count = 0;
  for (let at = text.indexOf('://'); at >= 0 && count < mostLinks; at = text.indexOf('://', at + 3)) {
    const scheme = /https?$/i.exec(text.slice(Math.max(0, at - 5), at))?.[0];
    if (scheme === undefined) continue;
    const rest = text.slice(at, at + longestTarget);
    count++;
    yield scheme + rest.slice(0, /[\s<>"'`]/.exec(rest)?.index ?? rest.length);
  }
}
