// The one place that knows SheetJS (@e965/xlsx), for xls and xlsb. Cells are walked one by one: its converters to text
// fill the whole rectangle between two far cells.
import type { CellObject, WorkBook, WorkSheet } from '@e965/xlsx';
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';

type Engine = typeof import('@e965/xlsx');
let engine: Promise<Engine> | undefined;

const maxColumns = 16_384;

/** Throws when the library cannot read the workbook. */
export async function readBinaryWorkbook(bytes: Uint8Array, found: Gathering, budget: Budget): Promise<void> {
  engine ??= import('@e965/xlsx');
  const { read } = await engine;
  budget.checkTime();
  const workbook = read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    type: 'buffer',
    dense: true,
    cellHTML: false,
    cellStyles: false,
    dateNF: 'yyyy-mm-dd',
    sheetRows: 0,
  });
  budget.checkTime();
  if (workbook.SheetNames.length > 0) found.add('sheet', 'sheet-names', workbook.SheetNames.join('\n'));
  for (const [index, name] of workbook.SheetNames.entries()) readSheet(workbook, name, index, found, budget);
}

function readSheet(workbook: WorkBook, name: string, index: number, found: Gathering, budget: Budget): void {
  const sheet: WorkSheet | undefined = workbook.Sheets[name];
  if (sheet === undefined) return;
  const hidden = (workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0;
  const sink = found.open(hidden ? 'hidden' : 'sheet', `sheet:${name.slice(0, 100)}`, name);
  const comments: string[] = [];
  const rows: readonly (readonly (CellObject | undefined)[] | undefined)[] = sheet['!data'] ?? [];
  // Rows and cells may be far apart: forEach skips the holes that an index loop would visit.
  rows.forEach((row) => {
    budget.checkTime();
    let cells = 0;
    row?.forEach((cell, column) => {
      if (cell === undefined || column > maxColumns) return;
      const text = shown(cell);
      for (const comment of cell.c ?? []) comments.push(comment.t ?? '');
      if (typeof cell.f === 'string') noteFormula(cell.f, found);
      if (text === '') return;
      if (cells++ > 0) sink.nextCell();
      sink.write(text);
    });
    if (cells > 0) sink.breakLine();
  });
  found.add('comment', 'comment', comments.join('\n'));
}

/** A long number is a card or an account, and `4.5E+15` would hide it. */
function shown(cell: CellObject): string {
  if (typeof cell.v === 'number' && Number.isSafeInteger(cell.v) && cell.w?.includes('E+')) return String(cell.v);
  return cell.w ?? (cell.v === undefined ? '' : String(cell.v));
}

function noteFormula(formula: string, found: Gathering): void {
  if (/^[=+\-@\s]{0,10}[A-Za-z][\w.]{0,60}\|/.test(formula.slice(0, 200))) found.fact('dde');
}
