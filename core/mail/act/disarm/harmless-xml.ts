// Writes an XML part of an office file anew, without what acts: only elements, attributes and text come through.
import type { Budget } from '../../extract/limits.ts';
import { attributesInOrder, decodeXml, localName, scanXml, type XmlTag } from '../../extract/readers/xml-scan.ts';

/** What is left out, by local name: prefixes are free to choose. */
export interface Omission {
  /** Elements with everything in them. */
  readonly elements: ReadonlySet<string>;
  /** Elements whose content stays. */
  readonly wrappers: ReadonlySet<string>;
  /** Elements that take a surrounding element with them: the first of these names that there is. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly attributes: ReadonlySet<string>;
}

/** What an office program writes; a name that is none could end its tag early. */
const plainName = /^[A-Za-z_][\w.-]{0,200}(?::[A-Za-z_][\w.-]{0,200})?$/;

interface Open {
  readonly qualifiedName: string;
  readonly name: string;
  /** Pieces written before it. */
  readonly from: number;
  readonly wrapper: boolean;
}

/**
 * Null when the part is not well-formed. `gone` are ids of relationships that the copy no longer has: an element that
 * names one goes too, since a program refuses a document that refers to nothing.
 */
export function harmlessXml(
  source: Uint8Array,
  omission: Omission,
  gone: ReadonlySet<string>,
  budget: Budget,
): Buffer | null {
  const pieces: string[] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'];
  const open: Open[] = [];
  /** Depth of the element whose content is being left out. */
  let leftOut = Number.POSITIVE_INFINITY;
  let broken = false;

  function start(tag: XmlTag): void {
    const wrapper = omission.wrappers.has(tag.name);
    open.push({ qualifiedName: tag.qualifiedName, name: tag.name, from: pieces.length, wrapper });
    if (open.length > leftOut || wrapper) return;
    const attributes = attributesInOrder(tag).filter(
      ([name]) => name.startsWith('xmlns:') || !omission.attributes.has(localName(name)),
    );
    const dangles = attributes.some(([name, value]) => name.includes(':') && gone.has(value));
    if (![tag.qualifiedName, ...attributes.map(([name]) => name)].every((name) => plainName.test(name))) broken = true;
    if (dangles || omission.elements.has(tag.name)) leaveOut(omission.holders.get(tag.name));
    else pieces.push(`<${[tag.qualifiedName, ...attributes.map(written)].join(' ')}>`);
  }

  /** The innermost element, or the one around it that cannot do without it. */
  function leaveOut(holders: readonly string[] = []): void {
    const found = holders.map((holder) => open.findLastIndex(({ name }) => name === holder)).find((at) => at >= 0);
    const depth = found ?? open.length - 1;
    pieces.length = open[depth]?.from ?? pieces.length;
    leftOut = depth + 1;
  }

  function end(qualifiedName: string): void {
    const last = open.pop();
    if (last?.qualifiedName !== qualifiedName) broken = true;
    else if (open.length + 1 === leftOut) leftOut = Number.POSITIVE_INFINITY;
    else if (open.length < leftOut && !last.wrapper) pieces.push(`</${qualifiedName}>`);
  }

  scanXml(
    decodeXml(source),
    {
      open: start,
      close: (_, qualifiedName) => end(qualifiedName),
      text: (value) => {
        if (open.length > 0 && open.length < leftOut) pieces.push(escaped(value));
      },
    },
    budget,
  );
  return broken || open.length > 0 || pieces.length === 1 ? null : Buffer.from(pieces.join(''), 'utf8');
}

function written([name, value]: readonly [string, string]): string {
  return `${name}="${escaped(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
}

/** XML 1.0 section 2.2: most control characters may not stand in a document at all. */
function escaped(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
