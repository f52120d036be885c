// XML files, and among them the documents that Word and Excel keep in a single one (WordprocessingML 2003, flat OPC).
import type { Budget } from '../limits.ts';
import type { Child, Item, Reader, ReadResult } from '../reader.ts';
import { isFromServer, noteRelationship } from '../readers/ooxml/active-content.ts';
import { relationshipOf } from '../readers/ooxml/package.ts';
import { readPlainText } from '../readers/plain-text.ts';
import { attribute, decodeXml, scanXml, type XmlTag } from '../readers/xml-scan.ts';

/** Elements that end a line, and those whose text is base64. */
const lines = new Set(['p', 'Row', 'tr', 'title', 'br']);
const cells = new Set(['Cell', 'tc', 'tab']);
const binaries = new Set(['binData', 'binaryData', 'docOleData']);
const shortestBinary = 64;

export const readXml: Reader = (item, budget) => {
  const source = decodeXml(item.bytes);
  if (!isOffice(source)) return readOtherXml(item, source, budget);
  const facts = new Set<string>();
  const children: Child[] = [];
  const text: string[] = [];
  const fields: string[] = [];
  let inside: string[] | null = null;
  let kind: 'text' | 'field' | 'binary' = 'text';
  scanXml(
    source,
    {
      open: (tag) => {
        noteActing(tag, facts);
        if (binaries.has(tag.name)) [inside, kind] = [[], 'binary'];
        else if (tag.name === 'instrText') kind = 'field';
        // A field in the short form keeps its instruction in an attribute.
        if (tag.name === 'fldSimple') fields.push(tag.attributes);
      },
      close: (name) => {
        if (binaries.has(name) && inside !== null) takeBinary(inside, children, budget);
        if (binaries.has(name) || name === 'instrText') [inside, kind] = [null, 'text'];
        if (lines.has(name)) text.push('\n');
        else if (cells.has(name)) text.push('\t');
      },
      text: (value) => {
        if (kind === 'binary') inside?.push(value);
        else (kind === 'field' ? fields : text).push(value);
      },
    },
    budget,
  );
  if (fields.join('').slice(0, 1_000_000).toUpperCase().includes('DDE')) facts.add('dde');
  const result = { facts: [...facts], children, read: 'full' as const };
  return { ...result, texts: [{ kind: 'body', region: '', text: text.join('').slice(0, budget.limits.textPerPart) }] };
};

function noteActing(tag: XmlTag, facts: Set<string>): void {
  const { name, attributes } = tag;
  if (name === 'Relationship') noteRelationship(relationshipOf(tag), false, { fact: (fact) => void facts.add(fact) });
  // A document of Word 2003 names its template by address.
  if (name === 'attachedTemplate' && isFromServer(attribute(tag, 'val') ?? '')) facts.add('external-template');
  // `program|topic!item`: a formula that asks another program (XML Spreadsheet).
  if (name === 'Cell' && /Formula="=[^"|]{0,200}\|/.test(attributes.slice(0, 500))) facts.add('dde');
  if (name === 'wordDocument' && attributes.includes('macrosPresent="yes"')) facts.add('vba-macros');
}

/** Of any other XML the source is the text: what matters may stand in attributes. */
async function readOtherXml(item: Item, source: string, budget: Budget): Promise<ReadResult> {
  const result = await readPlainText(item, budget);
  const facts = new Set(result.facts);
  const shown = ['http://www.w3.org/1999/xhtml', 'http://www.w3.org/2000/svg', 'urn:schemas-microsoft-com:xslt'].some(
    (name) => source.includes(name),
  );
  const flat = source.slice(0, 8192).includes('urn:oasis:names:tc:opendocument:xmlns:office');
  if (!shown && !flat) return result;
  scanXml(
    source,
    {
      open: ({ name }) => {
        // A browser runs scripts of these names wherever they stand; an office program those of a flat document.
        if (shown && name === 'script') facts.add('xml-script');
        if (flat && (name === 'module' || name === 'library-embedded')) facts.add('basic-macros');
        if (flat && name === 'event-listener') facts.add('script-events');
      },
    },
    budget,
  );
  return { ...result, facts: [...facts] };
}

function isOffice(source: string): boolean {
  const head = source.slice(0, 8192).toLowerCase();
  return ['schemas-microsoft-com:office', 'schemas.microsoft.com/office', 'schemas.openxmlformats.org'].some((name) =>
    head.includes(name),
  );
}

function takeBinary(encoded: readonly string[], children: Child[], budget: Budget): void {
  const text = encoded.join('');
  if (text.length < shortestBinary || children.length >= 1000) return;
  const bytes = Buffer.from(text, 'base64');
  budget.spendBytes(bytes.length);
  children.push({ name: `data-${children.length + 1}`, role: 'embedded', bytes });
}
