// Reads xlsb workbooks ([MS-XLSB]): an OOXML package whose sheets are rows of binary records.
import type { Budget } from '../../limits.ts';
import { type ByteView, viewBytes } from '../byte-view.ts';
import type { Gathering } from '../gathering.ts';
import { decodeRk, type NumberFormats, numberFormats } from '../office/number-format.ts';
import { drawingTextHandler } from './drawing-text.ts';
import type { OfficePackage } from './package.ts';
import { pageText } from './sheet.ts';
import { type SheetEntry, withUnlisted } from './workbook.ts';

const nullString = 0xffffffff;

interface BinaryRecord {
  readonly type: number;
  readonly at: number;
  readonly end: number;
}

interface BinaryWorkbook {
  readonly strings: readonly string[];
  readonly formats: NumberFormats;
}

export function readBinaryWorkbook(pack: OfficePackage, main: string, found: Gathering, budget: Budget): void {
  const formats = numberFormats();
  const sheets = readSheetList(pack, main, formats, budget);
  const partOf = (type: string) => pack.relationships(main).find((link) => link.type === type)?.target ?? '';
  readFormats(pack, partOf('styles'), formats, budget);
  const workbook = { strings: readStrings(pack, partOf('sharedStrings'), budget), formats };
  found.add('sheet', 'sheet-names', sheets.map((sheet) => sheet.name).join('\n'));
  for (const sheet of sheets) {
    readSheet(pack, sheet, workbook, found, budget);
    for (const { type, target, external } of pack.relationships(sheet.part)) {
      if (external) continue;
      if (type === 'drawing') pack.scan(target, drawingTextHandler(found.open('text-box', 'text-box')));
      else if (type === 'comments') readComments(pack, target, found, budget);
    }
  }
}

/** Type and size are numbers of seven bits a byte, low part first (2.1.4). */
function* records(
  pack: OfficePackage,
  part: string,
  budget: Budget,
): Generator<{ view: ByteView; record: BinaryRecord }> {
  const view = viewBytes(pack.bytes(part) ?? new Uint8Array(0));
  let at = 0;
  let steps = 0;
  while (at < view.length) {
    if ((++steps & 0xfff) === 0) budget.checkTime();
    let type = view.u8(at++);
    if (type >= 0x80) type = (type & 0x7f) | (view.u8(at++) << 7);
    let size = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = view.u8(at++);
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    yield { view, record: { type, at, end: Math.min(view.length, at + size) } };
    at += size;
  }
}

/** XLWideString (2.5.169), or its nullable kind: a count, then two bytes a character. */
function wideString(view: ByteView, at: number, end: number): { text: string; next: number } {
  const length = view.u32(at);
  if (length === nullString) return { text: '', next: at + 4 };
  const next = Math.min(end, at + 4 + length * 2);
  return { text: view.utf16(at + 4, next), next };
}

function readSheetList(pack: OfficePackage, main: string, formats: NumberFormats, budget: Budget): SheetEntry[] {
  const targets = new Map(pack.relationships(main).map(({ id, target }) => [id, target]));
  const sheets: SheetEntry[] = [];
  for (const { view, record } of records(pack, main, budget)) {
    // BrtWbProp
    if (record.type === 153 && (view.u8(record.at) & 1) === 1) formats.use1904();
    // BrtBundleSh
    if (record.type !== 156) continue;
    const relation = wideString(view, record.at + 8, record.end);
    const { text: name } = wideString(view, relation.next, record.end);
    const part = targets.get(relation.text);
    if (part !== undefined) sheets.push({ name, part, hidden: view.u32(record.at) !== 0 });
  }
  return withUnlisted(pack, main, sheets);
}

function readFormats(pack: OfficePackage, part: string, formats: NumberFormats, budget: Budget): void {
  let inCellFormats = false;
  for (const { view, record } of records(pack, part, budget)) {
    const { type, at, end } = record;
    if (type === 617) inCellFormats = true;
    else if (type === 618) inCellFormats = false;
    else if (type === 44) formats.addFormat(view.u16(at), wideString(view, at + 2, end).text);
    else if (type === 47 && inCellFormats) formats.addCellFormat(view.u16(at + 2));
  }
}

function readStrings(pack: OfficePackage, part: string, budget: Budget): string[] {
  const strings: string[] = [];
  for (const { view, record } of records(pack, part, budget)) {
    // BrtSSTItem: a rich string, whose runs stand behind its text
    if (record.type === 19) strings.push(wideString(view, record.at + 1, record.end).text);
  }
  return strings;
}

function readComments(pack: OfficePackage, part: string, found: Gathering, budget: Budget): void {
  const sink = found.open('comment', 'comment');
  for (const { view, record } of records(pack, part, budget)) {
    if (record.type !== 637) continue;
    sink.write(wideString(view, record.at + 1, record.end).text);
    sink.breakLine();
  }
}

function readSheet(
  pack: OfficePackage,
  sheet: SheetEntry,
  workbook: BinaryWorkbook,
  found: Gathering,
  budget: Budget,
): void {
  const { name, part, hidden } = sheet;
  const sink = found.open(hidden ? 'hidden' : 'sheet', `sheet:${name.slice(0, 100)}`, name);
  let cells = 0;
  for (const { view, record } of records(pack, part, budget)) {
    if (record.type === 0) {
      sink.breakLine();
      cells = 0;
    } else if (record.type === 479) readPageTexts(view, record, found);
    const text = cellText(view, record, workbook);
    if (text === '') continue;
    if (cells++ > 0) sink.nextCell();
    sink.write(text);
  }
}

/** A cell is its column, then style and flags, then the value (2.5.9). */
function cellText(view: ByteView, { type, at, end }: BinaryRecord, { strings, formats }: BinaryWorkbook): string {
  const style = view.u32(at + 4) & 0xffffff;
  switch (type) {
    case 2:
      return formats.show(decodeRk(view.u32(at + 8) | 0), style);
    case 4:
    case 10:
      return view.u8(at + 8) === 1 ? 'TRUE' : 'FALSE';
    case 5:
    case 9:
      return formats.show(view.f64(at + 8), style);
    case 6:
    case 8:
      return wideString(view, at + 8, end).text;
    case 7:
      return strings[view.u32(at + 8)] ?? '';
    default:
      return '';
  }
}

/** BrtBeginHeaderFooter (2.4.79): flags, then odd, even and first page; a header and a footer each. */
function readPageTexts(view: ByteView, { at, end }: BinaryRecord, found: Gathering): void {
  let next = at + 2;
  for (let i = 0; i < 6 && next + 4 <= end; i++) {
    const string = wideString(view, next, end);
    const kind = i % 2 === 0 ? 'page-header' : 'page-footer';
    found.add(kind, kind, pageText(string.text));
    next = string.next;
  }
}
