// Finds the lines of a text that could be a banner, a cell of a table with one, or a level broken over lines.
import type { TextRegion } from '../../../model/part.ts';
import type { Banner } from './banner.ts';
import type { Lexicon } from './lexicon.ts';
import type { Line } from './lines.ts';
import { readBanner } from './read-banner.ts';

/** A banner and the line that carries it. */
export interface Candidate {
  readonly banner: Banner;
  readonly line: Line;
  /** Index among the filled lines. */
  readonly index: number;
  readonly offset: number;
  readonly length: number;
  /** One cell of a row that says more. */
  readonly cell: boolean;
  /** Lines it stands on. */
  readonly rows: number;
}

/** A text and its lines; `margin` for page headers and the like, which hold little else. */
export interface Page {
  readonly region: TextRegion;
  readonly lines: readonly Line[];
  readonly margin: boolean;
  readonly lexicon: Lexicon;
  /** `readBanner`, remembering what it said: the lines of hostile texts repeat. */
  readonly read: (written: string, mayBeMisprinted: boolean) => Banner | null;
}

const mostRemembered = 2000;

export function pageOf(region: TextRegion, lines: readonly Line[], margin: boolean, lexicon: Lexicon): Page {
  const known = new Map<string, Banner | null>();
  const read = (written: string, mayBeMisprinted: boolean): Banner | null => {
    const key = mayBeMisprinted ? written : `${written}\n`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const banner = readBanner(written, lexicon, mayBeMisprinted);
    if (known.size < mostRemembered) known.set(key, banner);
    return banner;
  };
  return { region, lines, margin, lexicon, read };
}

const longestBanner = 160;
/** Lines from the top or end of a page where a marking stands. */
export const edge = 3;

export function candidateAt(page: Page, index: number): Candidate | null {
  const { text } = page.region;
  const line = page.lines[index];
  if (line === undefined || line.end - line.start > longestBanner || !mayBegin(text, line, page.lexicon)) return null;
  const written = text.slice(line.start, line.end);
  const broken = brokenOverLines(page, index, written);
  if (broken !== null) return broken;
  const tabbed = written.includes('\t');
  const whole = tabbed && cellsOf(written).length > 2 ? null : page.read(written, true);
  const inRow = line.sameRow || page.lines[index + 1]?.sameRow === true;
  if (whole !== null) return candidate(whole, line, index, line.start, inRow);
  if (!tabbed && !page.margin && line.fromTop > 1 && line.fromEnd > 1) return null;
  return cellAt(page, written, line, index);
}

/** Spares long lines of prose the grammar: by their first letters they cannot be a banner. */
function mayBegin(text: string, line: Line, lexicon: Lexicon): boolean {
  if (line.end - line.start <= 40 || line.fromTop < edge || line.fromEnd < edge) return true;
  let letters = '';
  for (let i = line.start; i < line.end && letters.length < 3; i++) {
    const code = text.charCodeAt(i) | 0x20;
    if (text.charCodeAt(i) > 0x7e || (code >= 0x30 && code <= 0x39) || text[i] === '\t') return true;
    if (code >= 0x61 && code <= 0x7a) letters += String.fromCharCode(code);
    // A single letter may be the first of letters set apart.
    else if (letters.length === 1) return true;
    else if (letters.length > 0) break;
  }
  return lexicon.beginnings.has(letters);
}

function candidate(banner: Banner, line: Line, index: number, from: number, cell: boolean): Candidate {
  return { banner, line, index, offset: from + banner.start, length: banner.end - banner.start, cell, rows: 1 };
}

const shortLine = 30;
const mostRows = 24;

/** TOP / SECRET on two lines, `Classification:` / SECRET, or one letter a line. */
function brokenOverLines(page: Page, index: number, written: string): Candidate | null {
  const { region, lines } = page;
  const line = lines[index];
  const next = lines[index + 1];
  if (line === undefined || next === undefined || next.segment !== line.segment || written.length > shortLine)
    return null;
  if (written.length === 1) return spelledDown(page, index);
  if (next.end - next.start > shortLine || next.start - line.end > 6) return null;
  const below = region.text.slice(next.start, next.end);
  const both = page.read(`${written} ${below}`, false);
  if (both === null || both.repeated || both.caveats.length > 0) return null;
  const announced = written.endsWith(':') || next.sameRow || (both.upper && written === written.toUpperCase());
  if (both.everyday && !(both.labelled !== null && announced)) return null;
  if (page.read(below, false) !== null && page.read(written, false) !== null) return null;
  return {
    banner: both,
    line,
    index,
    offset: line.start,
    length: next.end - line.start,
    cell: line.sameRow || next.sameRow,
    rows: 2,
  };
}

function spelledDown({ region, lines, read }: Page, index: number): Candidate | null {
  let letters = '';
  let last = index;
  for (let i = index; i < lines.length && i < index + mostRows; i++) {
    const line = lines[i];
    if (line === undefined || line.end - line.start !== 1) break;
    letters += region.text[line.start];
    last = i;
  }
  const [first, end] = [lines[index], lines[last]];
  const banner = letters.length < 5 ? null : read(letters, false);
  if (banner === null || first === undefined || end === undefined) return null;
  const rows = last - index + 1;
  return { banner, line: first, index, offset: first.start, length: end.end - first.start, cell: false, rows };
}

/** One piece of a line that bars, tabs or wide gaps cut up. */
function cellAt({ read }: Page, written: string, line: Line, index: number): Candidate | null {
  const cells = cellsOf(written);
  if (cells.length < 2) return null;
  let found: Candidate | null = null;
  for (const cell of cells) {
    const banner = read(written.slice(cell.start, cell.end), false);
    if (banner === null) continue;
    // Two levels in a row are a table about levels.
    if (found !== null && !sharesLevel(found.banner, banner)) return null;
    found ??= candidate(banner, line, index, line.start + cell.start, true);
  }
  return found;
}

export function sharesLevel(one: Banner, other: Banner): boolean {
  return one.senses.some((sense) => other.senses.some((twin) => twin.level === sense.level));
}

function cellsOf(written: string): readonly { readonly start: number; readonly end: number }[] {
  const cells: { start: number; end: number }[] = [];
  let start = 0;
  for (let i = 0; i <= written.length; i++) {
    const cut = i === written.length || written[i] === '\t' || written[i] === '|' || written.startsWith('   ', i);
    if (!cut) continue;
    if (written.slice(start, i).trim() !== '') cells.push({ start, end: i });
    start = i + 1;
  }
  return cells;
}
