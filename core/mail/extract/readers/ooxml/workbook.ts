// Texts of a SpreadsheetML workbook: one per sheet, its page headers and footers, comments and shapes.
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { attribute, attributesOf } from '../xml-scan.ts';
import { readNumberFormats, readSharedStrings } from './cell-values.ts';
import { drawingTextHandler, readWordArt } from './drawing-text.ts';
import type { OfficePackage } from './package.ts';
import { readSheet, type Workbook } from './sheet.ts';

export interface SheetEntry {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}

export function readWorkbook(pack: OfficePackage, main: string, found: Gathering, budget: Budget): void {
  const related = pack.relationships(main);
  const partOf = (type: string) => related.find((relationship) => relationship.type === type)?.target ?? '';
  const { sheets, from1904 } = readSheetList(pack, main);
  const workbook: Workbook = {
    strings: readSharedStrings(pack, partOf('sharedStrings'), budget),
    formats: readNumberFormats(pack, partOf('styles'), from1904),
  };
  if (sheets.length > 0) found.add('sheet', 'sheet-names', sheets.map((sheet) => sheet.name).join('\n'));
  for (const { name, part, hidden } of sheets) {
    const sink = found.open(hidden ? 'hidden' : 'sheet', `sheet:${name.slice(0, 100)}`, name);
    readSheet(pack, part, workbook, sink, found);
    readSheetCompanions(pack, part, found);
  }
}

function readSheetList(pack: OfficePackage, main: string): { sheets: SheetEntry[]; from1904: boolean } {
  const targets = new Map(pack.relationships(main).map(({ id, target }) => [id, target]));
  const sheets: SheetEntry[] = [];
  let from1904 = false;
  pack.scan(main, {
    open: (tag) => {
      if (tag.name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute(tag, 'date1904') ?? '');
      if (tag.name !== 'sheet') return;
      const values = attributesOf(tag);
      const state = values.get('state') ?? 'visible';
      const part = targets.get(values.get('id') ?? '');
      if (part !== undefined) sheets.push({ name: values.get('name') ?? '', part, hidden: state !== 'visible' });
    },
  });
  return { sheets: withUnlisted(pack, main, sheets), from1904 };
}

/** Sheets that the workbook has but does not list are in the file all the same. */
export function withUnlisted(pack: OfficePackage, main: string, listed: readonly SheetEntry[]): SheetEntry[] {
  const known = new Set(listed.map((sheet) => sheet.part));
  const rest = pack
    .relationships(main)
    .filter(({ type, target, external }) => !external && /^\w{1,20}sheet$/i.test(type) && !known.has(target));
  return [...listed, ...rest.map(({ target }) => ({ name: 'unlisted', part: target, hidden: true }))];
}

function readSheetCompanions(pack: OfficePackage, part: string, found: Gathering): void {
  for (const { type, target, external } of pack.relationships(part)) {
    if (external) continue;
    if (type === 'comments' || type === 'threadedComment') {
      pack.scan(target, drawingTextHandler(found.open('comment', 'comment')));
    } else if (type === 'drawing') pack.scan(target, drawingTextHandler(found.open('text-box', 'text-box')));
    else if (type === 'vmlDrawing') readWordArt(pack, target, found);
  }
}
