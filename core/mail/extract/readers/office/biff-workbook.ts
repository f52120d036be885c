// Cells of an xls workbook ([MS-XLS], and BIFF 5 before it): one text per sheet, rows on lines, cells between tabs.
import type { Budget } from '../../limits.ts';
import { type ByteView, codePageLabel, viewBytes } from '../byte-view.ts';
import type { Gathering, TextSink } from '../gathering.ts';
import { type BiffRecord, biffRecords } from './biff-records.ts';
import { readPlainString, readSharedStrings, type Segment } from './biff-strings.ts';
import { decodeRk, type NumberFormats, numberFormats } from './number-format.ts';

const sharedStrings = 0xfc;
const continued = 0x3c;

interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
}

interface Workbook {
  /** By the offset of the record that begins it. */
  readonly sheets: Map<number, Sheet>;
  readonly formats: NumberFormats;
  /** Encoding of strings before BIFF 8, null in BIFF 8. */
  label: string | null;
  strings: readonly string[];
}

export function readBiffWorkbook(bytes: Uint8Array, found: Gathering, budget: Budget): void {
  const view = viewBytes(bytes);
  const workbook = readGlobals(view, budget);
  const names = [...workbook.sheets.values()].map((sheet) => sheet.name);
  found.add('sheet', 'sheet-names', names.join('\n'));
  const rows = rowWriter(found, workbook.formats);
  for (const record of biffRecords(view, budget)) {
    const sheet = workbook.sheets.get(record.at - 4);
    if (sheet !== undefined) rows.openSheet(sheet);
    readCell(view, record, workbook, rows);
  }
}

function readGlobals(view: ByteView, budget: Budget): Workbook {
  const workbook: Workbook = {
    sheets: new Map(),
    formats: numberFormats(),
    label: view.u16(0) === 0x809 && view.u16(4) === 0x600 ? null : 'windows-1252',
    strings: [],
  };
  let table: Segment[] | null = null;
  for (const record of biffRecords(view, budget)) {
    const { type, at, size } = record;
    if (type === sharedStrings) table = [{ from: at, to: at + size }];
    else if (type === continued && table !== null) table.push({ from: at, to: at + size });
    else if (table !== null) {
      workbook.strings = readSharedStrings(view, table, budget);
      table = null;
    }
    readGlobal(view, record, workbook);
  }
  return workbook;
}

function readGlobal(view: ByteView, { type, at, size }: BiffRecord, workbook: Workbook): void {
  const { formats, label } = workbook;
  const end = at + size;
  switch (type) {
    case 0x85: // BOUNDSHEET
      if (workbook.sheets.size < 10_000) {
        const name = readPlainString(view, at + 7, end, view.u8(at + 6), label);
        workbook.sheets.set(view.u32(at), { name, hidden: (view.u8(at + 4) & 3) !== 0 });
      }
      break;
    case 0x42: // CODEPAGE
      if (label !== null) workbook.label = codePageLabel(view.u16(at));
      break;
    case 0x22: // DATEMODE
      if (view.u16(at) === 1) formats.use1904();
      break;
    case 0x41e: // FORMAT
      if (label === null) formats.addFormat(view.u16(at), readPlainString(view, at + 4, end, view.u16(at + 2), null));
      else formats.addFormat(view.u16(at), readPlainString(view, at + 3, end, view.u8(at + 2), label));
      break;
    case 0xe0: // XF
      formats.addCellFormat(view.u16(at + 2));
      break;
    default:
  }
}

interface RowWriter {
  openSheet(sheet: Sheet): void;
  cell(row: number, text: string): void;
  /** A number: as plain digits or date in its place, and as its format shows it among the displayed values. */
  number(row: number, value: number, format: number): void;
  /** Remembers the row of a formula whose value comes in a record of its own. */
  formula(row: number): void;
  formulaValue(text: string): void;
  /** A text that belongs to no cell, such as the title of a chart. */
  aside(text: string): void;
}

function rowWriter(found: Gathering, formats: NumberFormats): RowWriter {
  let displayed: TextSink | null = null;
  let sink: TextSink | null = null;
  let lastRow = -1;
  let formulaRow = 0;
  const cell = (row: number, text: string) => {
    if (text === '') return;
    sink ??= found.open('sheet', 'sheet');
    if (row === lastRow) sink.nextCell();
    else sink.breakLine();
    sink.write(text);
    lastRow = row;
  };
  return {
    cell,
    number: (row, value, format) => {
      cell(row, formats.show(value, format));
      const display = formats.display(value, format);
      if (display === null) return;
      displayed ??= found.open('sheet', 'displayed');
      displayed.write(`${display}\n`);
    },
    formula: (row) => {
      formulaRow = row;
    },
    formulaValue: (text) => cell(formulaRow, text),
    openSheet: ({ name, hidden }) => {
      sink = found.open(hidden ? 'hidden' : 'sheet', `sheet:${name.slice(0, 100)}`, name);
      lastRow = -1;
    },
    aside: (text) => found.add('text-box', 'drawing', text),
  };
}

function readCell(view: ByteView, { type, at, size }: BiffRecord, workbook: Workbook, rows: RowWriter): void {
  const { label } = workbook;
  const row = view.u16(at);
  const format = view.u16(at + 4);
  const end = at + size;
  switch (type) {
    case 0xfd: // LABELSST
      rows.cell(row, workbook.strings[view.u32(at + 6)] ?? '');
      break;
    case 0x204: // LABEL
    case 0xd6: // RSTRING
      rows.cell(row, readPlainString(view, at + 8, end, view.u16(at + 6), label));
      break;
    case 0x203: // NUMBER
      rows.number(row, view.f64(at + 6), format);
      break;
    case 0x27e: // RK
      rows.number(row, decodeRk(view.u32(at + 6) | 0), format);
      break;
    case 0xbd: // MULRK: a format and a number each
      for (let next = at + 4; next + 6 <= end - 2; next += 6) {
        rows.number(row, decodeRk(view.u32(next + 2) | 0), view.u16(next));
      }
      break;
    case 0x06: // FORMULA: its last value, unless that is no number
    case 0x206:
    case 0x406:
      rows.formula(row);
      if (view.u16(at + 12) !== 0xffff) rows.number(row, view.f64(at + 6), format);
      break;
    case 0x207: // STRING: the value of the formula before
      rows.formulaValue(readPlainString(view, at + 2, end, view.u16(at), label));
      break;
    case 0x205: // BOOLERR
      if (view.u8(at + 7) === 0) rows.cell(row, view.u8(at + 6) === 1 ? 'TRUE' : 'FALSE');
      break;
    case 0x100d: // SeriesText of a chart
      rows.aside(readPlainString(view, at + 3, end, view.u8(at + 2), label));
      break;
    default:
  }
}
