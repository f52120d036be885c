// What an OOXML package carries besides text: macros, controls, links to the outside, embedded files.
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { isForeignFile } from '../network-file.ts';
import { readVbaProject } from '../office/vba-project.ts';
import { systemLink } from '../system-link.ts';
import { attribute } from '../xml-scan.ts';
import { childBytes, type OfficePackage, type Relationship } from './package.ts';

export function noteActiveContent(pack: OfficePackage, main: string, found: Gathering, budget: Budget): void {
  for (const name of pack.names) noteByName(pack, name, found, budget);
  for (const name of pack.names) {
    const part = partOfRelationships(name);
    if (part === null) continue;
    for (const relationship of pack.relationships(part)) noteRelationship(relationship, part === main, found);
  }
  noteOleLinks(pack, found);
  noteConnections(pack, found);
  noteSlideActions(pack, found);
}

/** Queries of a workbook that fetch from a server (ECMA-376 part 1, 18.13). */
function noteConnections(pack: OfficePackage, found: Gathering): void {
  if (!pack.has('xl/connections.xml')) return;
  pack.scan('xl/connections.xml', {
    open: ({ name, attributes }) => {
      if (name === 'webPr' && /\surl="/.test(attributes.slice(0, 4000))) found.fact('external-link');
      if (name === 'dbPr' && /https?:|\\\\|powershell|cmd\.exe/i.test(attributes.slice(0, 4000)))
        found.fact('external-link');
    },
  });
}

const programAction = Buffer.from('ppaction://program');

/** A click or a move of the mouse on a slide may start a program (ECMA-376 part 1, 21.1.2.3.5). */
function noteSlideActions(pack: OfficePackage, found: Gathering): void {
  for (const name of pack.names) {
    if (!/^ppt\/slides\/[^/]{1,100}\.xml$/i.test(name.slice(0, 200))) continue;
    if (!pack.relationships(name).some(({ external }) => external)) continue;
    const bytes = pack.bytes(name);
    if (bytes !== null && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(programAction))
      found.fact('office-system-link');
  }
}

function noteByName(pack: OfficePackage, name: string, found: Gathering, budget: Budget): void {
  const lower = name.toLowerCase();
  const file = name.slice(name.lastIndexOf('/') + 1);
  if (lower.endsWith('vbaproject.bin')) {
    const bytes = pack.bytes(name);
    if (bytes === null) found.fact('vba-macros');
    else readVbaProject(bytes, found, budget);
  } else if (/(^|\/)(macrosheets|intlmacrosheets)\/[^/]+\.(xml|bin)$/.test(lower)) found.fact('xlm-macros');
  else if (/(^|\/)activex\//.test(lower)) {
    found.fact('activex');
    if (lower.endsWith('.bin')) found.child(file, 'embedded', lazily(pack, name));
  } else if (/\/embeddings\/|\/media\//.test(lower)) found.child(file, 'embedded', lazily(pack, name));
  else if (lower.endsWith('.bin') && !/printersettings|^xl\/|vbadata|attachedtoolbars/.test(lower)) {
    found.child(file, 'embedded', lazily(pack, name));
  }
}

function lazily(pack: OfficePackage, name: string): () => Uint8Array {
  return () => childBytes(pack, name);
}

/** `word/_rels/document.xml.rels` belongs to `word/document.xml`. */
function partOfRelationships(name: string): string | null {
  const match = /^(.{0,1000}\/)?_rels\/([^/]{0,1000})\.rels$/i.exec(name.slice(0, 2048));
  return match === null ? null : `${match[1] ?? ''}${match[2] ?? ''}`;
}

/** A link waits for a click; before it follows the others Office asks, and offices link their workbooks over shares. */
const askedFirst = new Set(['hyperlink', 'externalLinkPath', 'xlPathMissing', 'mailMergeSource', 'recipientData']);

export function noteRelationship(
  { type, target, external }: Relationship,
  ofMain: boolean,
  found: Pick<Gathering, 'fact'>,
): void {
  // By another name than usual: the reader of that part is not asked.
  if (type === 'vbaProject' && !/vbaproject\.bin$/i.test(target)) found.fact('vba-macros');
  if (type === 'control' || type === 'activeXControlBinary') found.fact('activex');
  if (type === 'xlMacrosheet' || type === 'xlIntlMacrosheet') found.fact('xlm-macros');
  if (!external) return;
  if (systemLink.test(target.slice(0, 80))) found.fact('office-system-link');
  if (isForeignFile(target)) found.fact(askedFirst.has(type) ? 'external-link' : 'remote-file');
  const remote = /^\s*(https?|ftp|mhtml|file|ms-\w+|x-usc|mk|search-ms|\\\\|\/\/)/i.test(target.slice(0, 40));
  switch (type) {
    case 'attachedTemplate':
      // A template on the author's own disk is usual; one fetched from a server is an attack (ATT&CK T1221).
      found.fact(remote && !isLocalFile(target) ? 'external-template' : 'local-template');
      break;
    case 'oleObject':
    case 'frame':
    case 'subDocument':
    case 'aFChunk':
    case 'package':
    case 'control':
      // A file on the author's own disk is nothing to whoever receives the document.
      found.fact(isLocalFile(target) ? 'local-link' : 'external-link');
      // Nobody's drive: what a web server answers is put into the document without a question (ATT&CK T1221).
      if (isWeb(target)) found.fact('remote-object');
      break;
    case 'image':
    case 'video':
    case 'audio':
    case 'media':
      if (remote && !isLocalFile(target)) found.fact(isWeb(target) ? 'external-image' : 'external-link');
      break;
    case 'externalLinkPath':
    case 'xlPathMissing':
      found.fact(remote && !isLocalFile(target) ? 'external-link' : 'external-workbook');
      break;
    default:
      if (ofMain && (type === 'mailMergeSource' || type === 'recipientData')) found.fact('external-link');
  }
}

/** Of a template: neither the author's own disk nor a name alone. */
export function isFromServer(target: string): boolean {
  return isWeb(target) || isForeignFile(target);
}

function isWeb(target: string): boolean {
  return /^\s*(?:https?|ftp|mhtml|mk|x-usc|ms-\w+|search-ms):/i.test(target.slice(0, 40));
}

function isLocalFile(target: string): boolean {
  return /^\s*file:(\/\/\/|\\\\\\)?[a-z]:/i.test(target.slice(0, 40));
}

/** Links of spreadsheets: DDE services and OLE links in xl/externalLinks (18.14). */
function noteOleLinks(pack: OfficePackage, found: Gathering): void {
  for (const name of pack.names) {
    if (!/^xl\/externalLinks\/[^/]+\.(xml|bin)$/i.test(name.slice(0, 300))) continue;
    if (/\.bin$/i.test(name)) {
      const bytes = pack.bytes(name);
      if (bytes !== null && holdsDdeLink(bytes)) found.fact('dde');
      continue;
    }
    pack.scan(name, {
      open: (tag) => {
        if (tag.name === 'ddeLink') found.fact('dde');
        if (tag.name === 'oleLink') found.fact(attribute(tag, 'id') === null ? 'ole-link' : 'external-link');
      },
    });
  }
}

/** BrtBeginSupBook (record 360, [MS-XLSB] 2.4.206): type 1 is DDE. */
function holdsDdeLink(bytes: Uint8Array): boolean {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(Buffer.from([0xe8, 0x02]));
  if (at < 0) return false;
  const body = at + 2 + ((bytes[at + 2] ?? 0) >= 0x80 ? 2 : 1);
  return bytes[body] === 1 && bytes[body + 1] === 0;
}
