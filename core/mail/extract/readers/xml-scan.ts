// A tag scanner for the XML of office files: linear, without recursion, without DTD; the five named entities and
// numeric ones are all it expands, so no entity bomb goes off.
import type { Budget } from '../limits.ts';
import { decodeAs } from './byte-view.ts';

export interface XmlTag {
  /** Local name: prefixes are free to choose (Namespaces in XML 1.0), so they say nothing. */
  readonly name: string;
  /** As written, prefix included. */
  readonly qualifiedName: string;
  /** Source text between the name and the closing bracket. */
  readonly attributes: string;
}

export interface XmlHandler {
  open?(tag: XmlTag): void;
  /** Called for self-closing tags too. */
  close?(name: string, qualifiedName: string): void;
  /** Entities resolved; a text may come in several pieces. */
  text?(value: string): void;
}

/** Decodes by byte order mark, then by the declaration, then as UTF-8. */
export function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes);
  if (bytes[0] === 0x3c && bytes[1] === 0) return decodeAs('utf-16le', bytes);
  if (bytes[0] === 0 && bytes[1] === 0x3c) return decodeAs('utf-16be', bytes);
  const declaration = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('latin1');
  const encoding = /^(?:\xef\xbb\xbf)?<\?xml[^>]{0,120}?encoding=["']([\w-]{1,40})["']/i.exec(declaration)?.[1];
  return decodeAs(encoding === undefined || /^utf-?(8|16)$/i.test(encoding) ? 'utf-8' : encoding.toLowerCase(), bytes);
}

/** Calls the handler for tags and text in order. Broken markup ends the scan; what came before stays read. */
export function scanXml(source: string, handler: XmlHandler, budget: Budget): void {
  let at = 0;
  let tags = 0;
  while (at < source.length) {
    const open = source.indexOf('<', at);
    const textEnd = open < 0 ? source.length : open;
    if (textEnd > at) handler.text?.(resolveEntities(source.slice(at, textEnd)));
    if (open < 0) return;
    if ((++tags & 0x3fff) === 0) budget.checkTime();
    const second = source.charCodeAt(open + 1);
    if (second === 0x21) at = skipDeclaration(source, open, handler);
    else if (second === 0x3f) at = after(source, '?>', open + 2);
    else at = readTag(source, open, handler);
  }
}

function readTag(source: string, open: number, handler: XmlHandler): number {
  const end = tagEnd(source, open + 1);
  if (end < 0) return source.length;
  if (source.charCodeAt(open + 1) === 0x2f) {
    const qualifiedName = source.slice(open + 2, end).trimEnd();
    handler.close?.(localName(qualifiedName), qualifiedName);
    return end + 1;
  }
  const selfClosing = source.charCodeAt(end - 1) === 0x2f;
  const stop = selfClosing ? end - 1 : end;
  let nameEnd = open + 1;
  while (nameEnd < stop && source.charCodeAt(nameEnd) > 0x20) nameEnd++;
  const qualifiedName = source.slice(open + 1, nameEnd);
  const name = localName(qualifiedName);
  handler.open?.({ name, qualifiedName, attributes: source.slice(nameEnd, stop) });
  if (selfClosing) handler.close?.(name, qualifiedName);
  return end + 1;
}

/** The bracket that ends a tag; brackets inside quotes do not. */
function tagEnd(source: string, from: number): number {
  let quote = 0;
  for (let i = from; i < source.length; i++) {
    const code = source.charCodeAt(i);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x3e) return i;
    else if (code === 0x22 || code === 0x27) quote = code;
  }
  return -1;
}

function skipDeclaration(source: string, open: number, handler: XmlHandler): number {
  if (source.startsWith('<!--', open)) return after(source, '-->', open + 4);
  if (source.startsWith('<![CDATA[', open)) {
    const end = source.indexOf(']]>', open + 9);
    handler.text?.(source.slice(open + 9, end < 0 ? source.length : end));
    return end < 0 ? source.length : end + 3;
  }
  const bracket = source.indexOf('>', open);
  const subset = source.indexOf('[', open);
  if (subset < 0 || subset > bracket) return bracket < 0 ? source.length : bracket + 1;
  return after(source, '>', after(source, ']', subset));
}

function after(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + mark.length;
}

export function localName(qualifiedName: string): string {
  const colon = qualifiedName.indexOf(':');
  return colon < 0 ? qualifiedName : qualifiedName.slice(colon + 1);
}

/** Value of the attribute with this local name, entities resolved; null when absent. */
export function attribute(tag: XmlTag, name: string): string | null {
  return attributesOf(tag).get(name) ?? null;
}

/** Attributes by local name; the first of a name counts. */
export function attributesOf(tag: XmlTag): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [qualifiedName, value] of attributesInOrder(tag)) {
    const name = localName(qualifiedName);
    if (!all.has(name)) all.set(name, value);
  }
  return all;
}

/** Qualified names and values, entities resolved. */
export function attributesInOrder({ attributes }: XmlTag): readonly (readonly [string, string])[] {
  const all: [string, string][] = [];
  let at = 0;
  while (at < attributes.length) {
    const equals = attributes.indexOf('=', at);
    if (equals < 0) break;
    let open = equals + 1;
    while (attributes.charCodeAt(open) <= 0x20) open++;
    const quote = attributes[open];
    if (quote !== '"' && quote !== "'") break;
    const end = attributes.indexOf(quote, open + 1);
    if (end < 0) break;
    all.push([attributes.slice(at, equals).trim(), resolveEntities(attributes.slice(open + 1, end))]);
    at = end + 1;
  }
  return all;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const longestEntity = 12;

export function resolveEntities(text: string): string {
  let amp = text.indexOf('&');
  if (amp < 0) return text;
  const pieces: string[] = [];
  let at = 0;
  while (amp >= 0) {
    const semicolon = text.slice(amp, amp + longestEntity).indexOf(';');
    const value = semicolon < 0 ? null : entity(text.slice(amp + 1, amp + semicolon));
    if (value !== null) {
      pieces.push(text.slice(at, amp), value);
      at = amp + semicolon + 1;
    }
    amp = text.indexOf('&', amp + 1);
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}

function entity(name: string): string | null {
  if (!name.startsWith('#')) return Object.hasOwn(named, name) ? (named[name] ?? null) : null;
  const hex = name[1] === 'x' || name[1] === 'X';
  const code = hex ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
