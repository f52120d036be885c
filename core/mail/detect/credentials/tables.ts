// Finds the columns of secrets in tables: a heading names the secret, the rows below hold it.
import { meaning } from './lexicon.ts';
import type { Relation } from './relation.ts';
import type { TokenisedText } from './tokens.ts';

interface Cell {
  /** First and last token. */
  readonly first: number;
  readonly last: number;
  /** UTF-16 place where it starts. */
  readonly start: number;
}

type Delimiter = '|' | ',' | ';' | 'gap';

export interface Tables {
  readonly relations: readonly Relation[];
  /** Lines that are headings and hold no values. */
  readonly headings: ReadonlySet<number>;
}

const maxRows = 500;
const wanted = meaning.noun | meaning.phraseNoun | meaning.code;

export function findTables(source: TokenisedText): Tables {
  const relations: Relation[] = [];
  const headings = new Set<number>();
  const lines = source.lineStarts.length - 1;
  for (let line = 0; line + 1 < lines; line++) {
    if (!mayHead(source, line)) continue;
    const heading = headingOf(source, line);
    if (heading === null) continue;
    headings.add(line);
    line += readRows(source, line, heading, relations);
  }
  return { relations, headings };
}

function mayHead({ tokens, lineStarts }: TokenisedText, line: number): boolean {
  const first = lineStarts[line] ?? 0;
  const end = lineStarts[line + 1] ?? first;
  if (end - first > 40) return false;
  for (let i = first; i < end; i++)
    if (
      ((tokens[i]?.meanings ?? 0) & (wanted | meaning.weak | meaning.label | meaning.key)) !== 0 ||
      (tokens[i]?.end ?? 0) - (tokens[i]?.start ?? 0) > 20
    )
      return true;
  return false;
}

interface Heading {
  readonly delimiter: Delimiter;
  readonly cells: readonly Cell[];
  readonly columns: readonly { readonly index: number; readonly cue: number }[];
}

function headingOf(source: TokenisedText, line: number): Heading | null {
  for (const delimiter of ['|', 'gap', ';', ','] as const) {
    const cells = cellsOf(source, line, delimiter);
    if (cells.length < 2) continue;
    const opened = cells.some((cell) => speaksOf(source, cell, meaning.place));
    const columns = cells.flatMap((cell, index) => {
      const cue = cueOfCell(source, cell);
      return cue === 0 ? [] : [{ index, cue: opened && (cue & meaning.weak) !== 0 ? cue | meaning.code : cue }];
    });
    const next = nextRow(source, line, delimiter);
    if (columns.length === 0 || next === null || Math.abs(next.length - cells.length) > (delimiter === 'gap' ? 1 : 0))
      continue;
    const sideways = cells.length === 2 && columns.length === 1 && columns[0]?.index === 0;
    // `Password1` above `Password2` is a value, not the name of a column.
    const alike = next.some((cell) => speaksOf(source, cell, wanted));
    const onlyNames = cells.every((cell) => isName(source, cell, !alike));
    if (!sideways && onlyNames) return { delimiter, cells, columns };
  }
  return null;
}

function nextRow(source: TokenisedText, line: number, delimiter: Delimiter): readonly Cell[] | null {
  for (let next = line + 1; next <= line + 2 && next < source.lineStarts.length - 1; next++) {
    const cells = cellsOf(source, next, delimiter);
    if (cells.length > 0 && !isRule(source, next)) return cells;
  }
  return null;
}

/** A heading cell holds few words, and no figures or marks as values have them. */
function isName({ tokens, text }: TokenisedText, cell: Cell, mayCount: boolean): boolean {
  if (cell.last - cell.first > 4) return false;
  const last = tokens[cell.last];
  const name = text.slice(cell.start, Math.min(last?.end ?? cell.start, cell.start + 80));
  // `Password*` is explained below the table, `MotDePasse2` stands beside another.
  const numbered = mayCount && ((last?.meanings ?? 0) & wanted) !== 0;
  return !marked.test(name.replace(numbered ? /(?:[*#=]|(?<=\p{L})\d)[,;]?$/u : /[*#=][,;]?$/, ''));
}

const marked = /\d{2}|:\s*\S|\p{Ll}{2}[\d!#$%&*+=@^~]/u;

function speaksOf({ tokens }: TokenisedText, cell: Cell, bit: number): boolean {
  for (let i = cell.first; i <= cell.last; i++) if (((tokens[i]?.meanings ?? 0) & bit) !== 0) return true;
  return false;
}

function cueOfCell({ tokens }: TokenisedText, cell: Cell): number {
  let cue = 0;
  for (let i = cell.first; i <= cell.last; i++) {
    const here = tokens[i]?.meanings ?? 0;
    if ((here & meaning.user) === 0)
      cue |= (here & (wanted | meaning.weak | meaning.key)) | ((here & meaning.label) === 0 ? 0 : meaning.noun);
  }
  if ((cue & wanted) !== 0) return cue;
  return cue === 0 ? 0 : cue | meaning.weak;
}

function readRows(source: TokenisedText, headingLine: number, heading: Heading, relations: Relation[]): number {
  let read = 0;
  for (let line = headingLine + 1; line < source.lineStarts.length - 1 && read < maxRows; line++, read++) {
    const cells = cellsOf(source, line, heading.delimiter);
    if (cells.length === 0) break;
    if (isRule(source, line)) continue;
    if (cells.length === 1 && heading.delimiter !== 'gap') break;
    for (const { index, cue } of heading.columns) {
      const cell =
        cells.length === heading.cells.length || heading.delimiter !== 'gap'
          ? cells[index]
          : nearest(cells, heading.cells[index], source);
      if (cell !== undefined) relations.push({ kind: 'column', cue, value: secondOfPair(source, cell), distance: 0 });
    }
  }
  return read;
}

/** `name / secret` in one cell: the secret. */
function secondOfPair({ text, tokens }: TokenisedText, cell: Cell): number {
  const slash = tokens[cell.first + 1];
  return slash !== undefined && cell.last === cell.first + 2 && text.slice(slash.start, slash.end) === '/'
    ? cell.last
    : cell.first;
}

/** In columns aligned by spaces with an empty cell: the cell that starts where the heading does. */
function nearest(cells: readonly Cell[], heading: Cell | undefined, source: TokenisedText): Cell | undefined {
  if (heading === undefined) return undefined;
  const column = (cell: Cell): number => cell.start - lineStartOf(source, cell);
  return cells.find((cell) => Math.abs(column(cell) - column(heading)) <= 2);
}

function lineStartOf({ text }: TokenisedText, cell: Cell): number {
  return text.lastIndexOf('\n', cell.start) + 1;
}

function isRule({ text, tokens, lineStarts }: TokenisedText, line: number): boolean {
  const first = tokens[lineStarts[line] ?? 0];
  const last = tokens[(lineStarts[line + 1] ?? 0) - 1];
  if (first === undefined || last === undefined || first.line !== line || last.end - first.start > 300) return false;
  return /^[-=|:+\s_]+$/.test(text.slice(first.start, last.end));
}

function cellsOf(source: TokenisedText, line: number, delimiter: Delimiter): readonly Cell[] {
  const { tokens, lineStarts } = source;
  const first = lineStarts[line] ?? 0;
  const end = Math.min(lineStarts[line + 1] ?? first, first + 80);
  const cells: Cell[] = [];
  let open = -1;
  const close = (last: number): void => {
    if (open >= 0 && last >= open) cells.push({ first: open, last, start: tokens[open]?.start ?? 0 });
    open = -1;
  };
  for (let i = first; i < end; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (delimiter === '|' && source.text.slice(token.start, token.end) === '|') {
      close(i - 1);
      continue;
    }
    if (delimiter === 'gap' && token.gap) close(i - 1);
    if (open < 0) open = i;
    if ((delimiter === ',' || delimiter === ';') && token.after === delimiter) close(i);
  }
  close(end - 1);
  return cells;
}
