// Values of spreadsheet cells: shared strings, and which number formats show a date.
import type { Budget } from '../../limits.ts';
import { type NumberFormats, numberFormats } from '../office/number-format.ts';
import { withReading } from '../office/phonetic.ts';
import { attributesOf } from '../xml-scan.ts';
import type { OfficePackage } from './package.ts';

/** Shared strings by index, rich text runs joined, phonetic readings behind them (ECMA-376 part 1, 18.4). */
export function readSharedStrings(pack: OfficePackage, part: string, budget: Budget): string[] {
  const strings: string[] = [];
  let pieces: string[] = [];
  let readings: string[] = [];
  let inText = false;
  let phonetic = false;
  let length = 0;
  pack.scan(part, {
    open: ({ name }) => {
      if (name === 'si') {
        pieces = [];
        readings = [];
      } else if (name === 't') inText = true;
      else if (name === 'rPh') phonetic = true;
    },
    close: (name) => {
      if (name === 'si') strings.push(withReading(pieces.join(''), readings.join('')));
      else if (name === 't') inText = false;
      else if (name === 'rPh') phonetic = false;
    },
    text: (value) => {
      if (!inText || length > budget.limits.textPerPart) return;
      length += value.length;
      (phonetic ? readings : pieces).push(value);
    },
  });
  return strings;
}

/** Number formats of the cell styles (18.8); a later `numFmt` of an id counts for the styles after it. */
export function readNumberFormats(pack: OfficePackage, part: string, from1904: boolean): NumberFormats {
  const formats = numberFormats();
  if (from1904) formats.use1904();
  let inCellFormats = false;
  pack.scan(part, {
    open: (tag) => {
      if (tag.name === 'cellXfs') inCellFormats = true;
      if (tag.name !== 'numFmt' && !(tag.name === 'xf' && inCellFormats)) return;
      const values = attributesOf(tag);
      const id = Number(values.get('numFmtId') ?? 0);
      if (tag.name === 'numFmt') formats.addFormat(id, values.get('formatCode') ?? '');
      else formats.addCellFormat(id);
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return formats;
}

/** The text of a `v` element that holds a number; what is none stays as it is. */
export function showCellNumber(formats: NumberFormats, value: string, style: string | null): string {
  const number = value.length <= 40 && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) return value;
  return formats.show(number, style === null ? -1 : Number(style));
}

/** What a person sees instead of that text, null when it is the same. */
export function displayCellNumber(formats: NumberFormats, value: string, style: string | null): string | null {
  const number = value.length <= 40 && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(number) || style === null ? null : formats.display(number, Number(style));
}
