// How a spreadsheet shows a number: as a date when its format says so (ECMA-376 part 1, 18.8.30 and 18.17.4.1).
import { builtInCode, dayFirstCode, shownNumber } from './shown-number.ts';

/** Date and time among the number formats that have an id only. */
export function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** A format code shows a date when it names a part of one outside quotes, brackets and escapes. */
export function isDateFormat(code: string): boolean {
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

/** Plain digits: a long number is a card or an account, and `4.5E15` would hide it. */
export function showNumber(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(15)));
}

/** Days since 1900 with the leap day that never was, or since 1904, as ISO 8601. */
export function showDate(serial: number, from1904: boolean): string {
  if (!(serial >= 0 && serial < 2_958_466)) return showNumber(serial);
  const offset = from1904 ? 24_107 : serial < 60 ? 25_568 : 25_569;
  const iso = new Date(Math.round((serial - offset) * 86_400) * 1000).toISOString();
  if (serial < 1) return iso.slice(11, 19);
  return Number.isInteger(serial) ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** RK: 30 bits of an integer or of a double, perhaps times 100 ([MS-XLS] 2.5.198). */
export function decodeRk(bits: number): number {
  let value: number;
  if ((bits & 2) !== 0) value = bits >> 2;
  else {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(4, (bits & 0xfffffffc) >>> 0, true);
    value = view.getFloat64(0, true);
  }
  return (bits & 1) !== 0 ? value / 100 : value;
}

export interface NumberFormats {
  /** Format code of an id; the ids below 164 need none. */
  addFormat(id: number, code: string): void;
  /** Cell formats come in order; cells name them by their place. */
  addCellFormat(formatId: number): void;
  use1904(): void;
  show(value: number, cellFormat: number): string;
  /** As people see the cell, a line for each order of day and month, where that differs from `show`; null otherwise. */
  display(value: number, cellFormat: number): string | null;
}

export function numberFormats(): NumberFormats {
  const codes = new Map<number, string>();
  const dates = new Map<number, boolean>();
  const cellFormats: boolean[] = [];
  const cellCodes: (string | null)[] = [];
  let from1904 = false;
  const show = (value: number, cellFormat: number): string =>
    cellFormats[cellFormat] === true ? showDate(value, from1904) : showNumber(value);
  return {
    addFormat: (id, code) => {
      codes.set(id, code);
      dates.set(id, isDateFormat(code));
    },
    addCellFormat: (id) => {
      cellFormats.push(dates.get(id) ?? isBuiltInDate(id));
      cellCodes.push(codes.get(id) ?? builtInCode(id));
    },
    use1904: () => {
      from1904 = true;
    },
    show,
    display: (value, cellFormat) => {
      const code = cellCodes[cellFormat] ?? null;
      const shown = code === null ? null : shownNumber(value, code, from1904);
      if (code === null || shown === null || shown === show(value, cellFormat)) return null;
      const dayFirst = dayFirstCode(code);
      return dayFirst === null ? shown : `${shown}\n${shownNumber(value, dayFirst, from1904)}`;
    },
  };
}
