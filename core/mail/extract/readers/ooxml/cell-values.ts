// Values of spreadsheet cells: shared strings, and which number formats show a date.
import type { Budget } from '../../limits.ts';
import { attributesOf } from '../xml-scan.ts';
import type { OfficePackage } from './package.ts';

/** Shared strings by index, rich text runs joined, phonetic readings left out (ECMA-376 part 1, 18.4). */
export function readSharedStrings(pack: OfficePackage, part: string, budget: Budget): string[] {
  const strings: string[] = [];
  let pieces: string[] = [];
  let inText = false;
  let phonetic = false;
  let length = 0;
  pack.scan(part, {
    open: ({ name }) => {
      if (name === 'si') pieces = [];
      else if (name === 't') inText = true;
      else if (name === 'rPh') phonetic = true;
    },
    close: (name) => {
      if (name === 'si') strings.push(pieces.join(''));
      else if (name === 't') inText = false;
      else if (name === 'rPh') phonetic = false;
    },
    text: (value) => {
      if (!inText || phonetic || length > budget.limits.textPerPart) return;
      length += value.length;
      pieces.push(value);
    },
  });
  return strings;
}

export interface CellStyles {
  /** Text of a number as a cell of this style shows it; only dates differ from the number itself. */
  show(value: string, style: string | null): string;
}

export function readCellStyles(pack: OfficePackage, part: string, from1904: boolean): CellStyles {
  const customDates = new Map<number, boolean>();
  const dateStyles: boolean[] = [];
  let inCellFormats = false;
  pack.scan(part, {
    open: (tag) => {
      if (tag.name === 'cellXfs') inCellFormats = true;
      if (tag.name !== 'numFmt' && !(tag.name === 'xf' && inCellFormats)) return;
      const values = attributesOf(tag);
      const id = Number(values.get('numFmtId') ?? 0);
      if (tag.name === 'numFmt') customDates.set(id, isDateFormat(values.get('formatCode') ?? ''));
      else dateStyles.push(customDates.get(id) ?? isBuiltInDate(id));
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return {
    show: (value, style) =>
      style !== null && dateStyles[Number(style)] ? showDate(value, from1904) : showNumber(value),
  };
}

/** A long number is a card or an account, and `4.5E15` would hide it. */
function showNumber(value: string): string {
  const number = /e\+?\d/i.test(value.slice(0, 40)) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? String(number) : value;
}

/** Built-in number formats (18.8.30). */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

function isDateFormat(code: string): boolean {
  let bare = '';
  for (let i = 0; i < code.length && i < 300; i++) {
    const char = code[i];
    if (char === '"') i = skipTo(code, '"', i);
    else if (char === '[') i = skipTo(code, ']', i);
    else if (char === '\\' || char === '_') i++;
    else bare += char;
  }
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare);
}

function skipTo(code: string, mark: string, from: number): number {
  const end = code.indexOf(mark, from + 1);
  return end < 0 ? code.length : end;
}

/** Days since 1900 with the leap day that never was, or since 1904 (18.17.4.1), as ISO 8601. */
function showDate(value: string, from1904: boolean): string {
  const serial = Number(value);
  if (!(serial >= 0 && serial < 2_958_466)) return value;
  const offset = from1904 ? 24_107 : serial < 60 ? 25_568 : 25_569;
  const iso = new Date(Math.round((serial - offset) * 86_400) * 1000).toISOString();
  if (serial < 1) return iso.slice(11, 19);
  return Number.isInteger(serial) ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}
