// Reads Word, Excel and PowerPoint files of the XML kind (ECMA-376), macro variants included.
import type { Budget } from '../limits.ts';
import type { Reader } from '../reader.ts';
import { type Gathering, gathered } from './gathering.ts';
import { noteActiveContent } from './ooxml/active-content.ts';
import { readBinaryWorkbook } from './ooxml/binary-workbook.ts';
import { isDrawing, readDrawingPages } from './ooxml/drawing-pages.ts';
import { readDiagrams } from './ooxml/drawing-text.ts';
import { readLinkTargets } from './ooxml/link-targets.ts';
import { type OfficePackage, openPackage } from './ooxml/package.ts';
import { readPresentation } from './ooxml/presentation.ts';
import { readOoxmlProperties } from './ooxml/properties.ts';
import { readWordDocument } from './ooxml/word-document.ts';
import { readWorkbook } from './ooxml/workbook.ts';

export const readOoxml: Reader = (item, budget) =>
  gathered(budget, (found) => {
    const pack = openPackage(item.bytes, budget, () => found.partial('corrupt'));
    for (const fact of pack.facts) found.fact(fact);
    if (pack.truncated) found.partial('too-many-parts');
    const main = mainPart(pack);
    if (main === null) return 'corrupt';
    // Small parts first: labels and macros are known even when the text turns out to be too large.
    readOoxmlProperties(pack, found, budget);
    noteActiveContent(pack, main, found, budget);
    readLinkTargets(pack, found);
    readMainPart(pack, main, found, budget);
    readDiagrams(pack, found);
    return undefined;
  });

function mainPart(pack: OfficePackage): string | null {
  const mainTypes = new Set(['officeDocument', 'document', 'fixedrepresentation']);
  const related = pack.relationships('').find(({ type }) => mainTypes.has(type))?.target;
  if (related !== undefined && pack.has(related)) return related;
  const usual = [
    'word/document.xml',
    'xl/workbook.xml',
    'xl/workbook.bin',
    'ppt/presentation.xml',
    'visio/document.xml',
  ];
  return usual.find((name) => pack.has(name)) ?? null;
}

function readMainPart(pack: OfficePackage, main: string, found: Gathering, budget: Budget): void {
  const folder = main.slice(0, main.indexOf('/')).toLowerCase();
  if (isDrawing(main)) readDrawingPages(pack, found);
  else if (main.toLowerCase().endsWith('.bin')) readBinaryWorkbook(pack, main, found, budget);
  else if (folder === 'xl' || pack.names.some((name) => /^xl\//i.test(name))) readWorkbook(pack, main, found, budget);
  else if (folder === 'ppt' || pack.names.some((name) => /^ppt\//i.test(name))) readPresentation(pack, main, found);
  else readWordDocument(pack, main, found);
}
