// Cells of one worksheet as text: rows on lines, cells between tabs; page headers and footers apart.
import type { RegionKind } from '../../../../model/part.ts';
import type { Gathering, TextSink } from '../gathering.ts';
import type { NumberFormats } from '../office/number-format.ts';
import { attributesOf, type XmlTag } from '../xml-scan.ts';
import { displayCellNumber, showCellNumber } from './cell-values.ts';
import type { OfficePackage } from './package.ts';

/** What all sheets of a workbook share. */
export interface Workbook {
  readonly strings: readonly string[];
  readonly formats: NumberFormats;
}

type Place = 'value' | 'inline' | 'formula' | 'page' | null;

export function readSheet(
  pack: OfficePackage,
  part: string,
  workbook: Workbook,
  sink: TextSink,
  found: Gathering,
): void {
  let place: Place = null;
  let pieces: string[] = [];
  let cell: ReadonlyMap<string, string> = new Map();
  let cellsInRow = 0;
  let displayed: TextSink | null = null;

  const begin = (where: Place) => {
    place = where;
    pieces = [];
  };
  const endCell = (text: string) => {
    if (text === '') return;
    if (cellsInRow++ > 0) sink.nextCell();
    sink.write(text);
  };
  const shown = () => {
    const value = pieces.join('');
    const type = cell.get('t');
    if (type === 's') return workbook.strings[Number(value)] ?? '';
    if (type === undefined || type === 'n') {
      const style = cell.get('s') ?? null;
      const display = displayCellNumber(workbook.formats, value, style);
      if (display !== null) {
        displayed ??= found.open('sheet', 'displayed');
        displayed.write(`${display}\n`);
      }
      return showCellNumber(workbook.formats, value, style);
    }
    return type === 'b' ? (value === '1' ? 'TRUE' : 'FALSE') : value;
  };

  function open(tag: XmlTag): void {
    if (tag.name === 'c') {
      cell = attributesOf(tag);
    } else if (tag.name === 'row') cellsInRow = 0;
    else if (tag.name === 'v') begin('value');
    else if (tag.name === 'is') begin('inline');
    else if (tag.name === 'f') begin('formula');
    else if (pageKind(tag.name) !== null) begin('page');
    else if (tag.name === 'oleObject' || tag.name === 'control') noteControl(tag, found);
  }

  function close(name: string): void {
    if (name === 't' || name === 'r') return;
    if (name === 'v' || name === 'is') endCell(name === 'v' ? shown() : pieces.join(''));
    else if (name === 'f') noteFormula(pieces.join('').slice(0, 2000), found);
    else if (name === 'row') sink.breakLine();
    else {
      const kind = pageKind(name);
      if (kind === null) return;
      found.add(kind, kind, pageText(pieces.join('')));
    }
    place = null;
  }

  pack.scan(part, {
    open,
    close,
    text: (value) => {
      if (place !== null) pieces.push(value);
    },
  });
}

function noteControl(tag: XmlTag, found: Gathering): void {
  if (tag.name === 'control') found.fact('activex');
  else if (attributesOf(tag).has('link')) found.fact('external-link');
}

function noteFormula(formula: string, found: Gathering): void {
  // `service|'topic'!item` is a DDE link (18.17.2.4).
  if (/^[=+\-@\s]{0,10}[A-Za-z][\w.]{0,60}\|'?/.test(formula)) found.fact('dde');
  if (/\b(?:WEBSERVICE|IMPORTXML|IMPORTDATA|IMPORTHTML)\s{0,5}\(/i.test(formula)) found.fact('external-link');
}

function pageKind(name: string): RegionKind | null {
  if (name === 'oddHeader' || name === 'evenHeader' || name === 'firstHeader') return 'page-header';
  if (name === 'oddFooter' || name === 'evenFooter' || name === 'firstFooter') return 'page-footer';
  return null;
}

/** Header codes (18.3.1.39): &L &C &R start a section, &"font,style" and &12 set type, && is an ampersand. */
export function pageText(coded: string): string {
  let text = '';
  for (let i = 0; i < coded.length; i++) {
    if (coded[i] !== '&') {
      text += coded[i];
      continue;
    }
    const code = coded[++i] ?? '';
    if (code === '&') text += '&';
    else if (code === '"') i = Math.max(i, coded.indexOf('"', i + 1));
    else if ('LCR'.includes(code.toUpperCase())) text += text === '' || text.endsWith('\n') ? '' : '\n';
    else if (code === 'K') i += 6;
    else if (code >= '0' && code <= '9') while (/[0-9]/.test(coded[i + 1] ?? '')) i++;
  }
  return text.trim();
}
