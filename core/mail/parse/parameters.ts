// Structured header values: a token and its parameters (RFC 2045 section 5.1), with RFC 2231 pieces and common misuse.
import { decodeText } from './charset.ts';
import { decodeWords } from './encoded-words.ts';

export interface Parameter {
  /** Lower case, without RFC 2231 marks. */
  readonly name: string;
  /** Number of an RFC 2231 piece, null for a whole value. */
  readonly section: number | null;
  /** Percent-encoded with a charset (RFC 2231 `*`). */
  readonly extended: boolean;
  readonly value: string;
  /** Everything up to the next semicolon, as written. */
  readonly literal: string;
}

export interface StructuredValue {
  /** Leading token, lower case, comments and quotes removed. */
  readonly token: string;
  /** The token was not written plainly: comment inside, quotes, backslashes. */
  readonly oddToken: boolean;
  readonly parameters: readonly Parameter[];
  /** More than 200 parameters, or more than 64 KiB: the rest was not read. */
  readonly cut: boolean;
}

const maximumParameters = 200;
const maximumLength = 65_536;

/** Offset behind the comment that opens at `at`; an unclosed one ends nowhere, so it is no comment: returns `at`. */
function skipComment(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return i + 1;
  }
  return at;
}

/** What is left when comments are taken out. */
function withoutComments(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const behind = text[at] === '(' ? skipComment(text, at) : at;
    // An unclosed comment is none; looking for its end again at each further parenthesis would take too long.
    if (text[at] === '(' && behind === at) return out + text.slice(at);
    if (behind > at) at = behind - 1;
    else out += text[at];
  }
  return out.trim();
}

interface Piece {
  /** With quotes, escapes and comments resolved. */
  readonly text: string;
  readonly literal: string;
  readonly end: number;
  readonly odd: boolean;
}

/** Reads up to one of `stops` outside quotes and comments. */
function readPiece(source: string, start: number, stops: string, unclosed: { comment: boolean }): Piece {
  let text = '';
  let odd = false;
  // Blanks inside quotes belong to the value: a boundary may differ from another by them alone.
  let kept = 0;
  let at = start;
  while (at < source.length) {
    const char = source[at] ?? '';
    if (stops.includes(char)) break;
    if (char === '(' && !unclosed.comment) {
      const behind = skipComment(source, at);
      if (behind > at) {
        odd = true;
        at = behind;
        continue;
      }
      unclosed.comment = true;
    }
    if (char === '"') {
      odd = true;
      if (text.trim() === '') text = '';
      for (at++; at < source.length && source[at] !== '"'; at++) {
        if (source[at] === '\\' && at + 1 < source.length) at++;
        text += source[at];
      }
      at++;
      kept = text.length;
      continue;
    }
    if (char === '\\' && at + 1 < source.length) {
      odd = true;
      at++;
    }
    text += source[at];
    at++;
  }
  const end = Math.min(at, source.length);
  const trimmed = kept === 0 ? text.trim() : text.slice(0, Math.max(kept, text.trimEnd().length));
  return { text: trimmed, literal: source.slice(start, end).trim(), end, odd };
}

function parameterOf(name: string, value: Piece): Parameter {
  const marks = /^([^*]+)(?:\*(\d{1,4}))?(\*)?$/.exec(name.slice(0, 100));
  if (marks === null) return { name, section: null, extended: false, value: value.text, literal: value.literal };
  return {
    name: (marks[1] ?? '').trim(),
    section: marks[2] === undefined ? null : Number(marks[2]),
    extended: marks[3] !== undefined,
    value: value.text,
    literal: value.literal,
  };
}

/** Reads an unfolded value. Linear; never throws. */
export function readStructured(raw: string): StructuredValue {
  const source = raw.slice(0, maximumLength);
  const unclosed = { comment: false };
  const token = readPiece(source, 0, ';', unclosed);
  const parameters: Parameter[] = [];
  let at = token.end;
  while (at < source.length && parameters.length < maximumParameters) {
    const name = readPiece(source, at + 1, ';=', unclosed);
    at = name.end;
    if (source[at] !== '=') continue;
    const value = readPiece(source, at + 1, ';', unclosed);
    parameters.push(parameterOf(name.text.toLowerCase(), value));
    at = value.end;
  }
  return {
    token: token.text.toLowerCase(),
    oddToken: token.odd && withoutComments(token.literal).toLowerCase() !== token.text.toLowerCase(),
    parameters,
    cut: at < source.length || raw.length > maximumLength,
  };
}

function percentBytes(text: string): Buffer {
  const out = Buffer.alloc(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const hex = text[i] === '%' && text.length > i + 2 ? Number.parseInt(text.slice(i + 1, i + 3), 16) : Number.NaN;
    if (Number.isNaN(hex)) out[length++] = text.charCodeAt(i);
    else {
      out[length++] = hex;
      i += 2;
    }
  }
  return out.subarray(0, length);
}

const charsetMarks = /^([^']{0,40})'[^']{0,40}'/;

/** Charset and language stand in front of an extended value. */
function marksOf(piece: Parameter): RegExpExecArray | null {
  return piece.extended ? charsetMarks.exec(piece.value.slice(0, 100)) : null;
}

/** Against RFC 2231 section 4.1 some programs repeat the charset in every piece, or change it between them. */
function markedThroughout(pieces: readonly Parameter[]): boolean {
  const extended = pieces.filter((piece) => piece.extended);
  return extended.length > 1 && extended.every((piece) => marksOf(piece) !== null);
}

/** Joins RFC 2231 pieces: the charset stands in front of the first one, or of each. */
function joined(pieces: readonly Parameter[]): string {
  if (pieces.every((piece) => !piece.extended)) return decodeWords(pieces.map((piece) => piece.value).join(''));
  const each = markedThroughout(pieces);
  const runs: { charset: string | null; bytes: Buffer[] }[] = [];
  let charset: string | null = null;
  for (const piece of pieces) {
    const marks: RegExpExecArray | null = each || charset === null ? marksOf(piece) : null;
    if (marks !== null) charset = marks[1] ?? '';
    const text = marks === null ? piece.value : piece.value.slice(marks[0].length);
    const bytes = piece.extended ? percentBytes(text) : Buffer.from(text, 'latin1');
    const run = runs.at(-1);
    if (run !== undefined && (run.charset === charset || run.charset === null)) {
      run.charset = charset;
      run.bytes.push(bytes);
    } else runs.push({ charset, bytes: [bytes] });
  }
  return runs.map((run) => decodeText(Buffer.concat(run.bytes), run.charset).text).join('');
}

function uniqueSections(pieces: readonly Parameter[], last: boolean): Parameter[] {
  const bySection = new Map<number, Parameter>();
  for (const piece of pieces) {
    const section = piece.section ?? 0;
    if (last || !bySection.has(section)) bySection.set(section, piece);
  }
  return [...bySection.entries()].sort(([a], [b]) => a - b).map(([, piece]) => piece);
}

function contiguous(pieces: readonly Parameter[]): number {
  let count = 0;
  while (pieces[count]?.section === count) count++;
  return count;
}

/** The charset of extended pieces stands in the first of them or nowhere (RFC 2231 section 4.1). */
function charsetFirst(sorted: readonly Parameter[]): boolean {
  return markedThroughout(sorted) || sorted.findIndex((piece) => marksOf(piece) !== null) <= 0;
}

/** Every value of a parameter that some reader would see, the usual one first. */
export function parameterReadings(structured: StructuredValue, name: string): readonly string[] {
  const own = structured.parameters.filter((parameter) => parameter.name === name);
  const found = new Set<string>();
  const pieces = own.filter((parameter) => parameter.section !== null);
  for (const parameter of own) if (parameter.section === null && parameter.extended) found.add(joined([parameter]));
  if (pieces.length > 0) {
    const sorted = uniqueSections(pieces, false);
    const whole = contiguous(sorted);
    const regular = whole === pieces.length && sorted.every((piece, i) => piece === pieces[i]) && charsetFirst(sorted);
    found.add(joined(sorted));
    if (!regular) {
      if (whole > 0) found.add(joined(sorted.slice(0, whole)));
      found.add(joined(uniqueSections(pieces, true)));
      found.add(joined(pieces));
    }
  }
  for (const parameter of own)
    if (parameter.section === null && !parameter.extended) found.add(decodeWords(parameter.value));
  found.delete('');
  return [...found];
}

/** Values that only sloppy readers see: as written, quotes kept or half removed, or found by searching for the word. */
export function looseReadings(structured: StructuredValue, raw: string, name: string): readonly string[] {
  const found = new Set<string>();
  for (const parameter of structured.parameters) if (parameter.name === name) addLoose(found, parameter.literal);
  const source = raw.slice(0, maximumLength);
  const lower = source.toLowerCase();
  let at = lower.indexOf(name);
  for (let tries = 0; at >= 0 && tries < 8; tries++) {
    const rest = source.slice(at + name.length, at + name.length + 2_000);
    const equals = rest.indexOf('=');
    if (equals >= 0 && equals < 40) {
      const value = rest.slice(equals + 1);
      addLoose(found, value.trim());
      addLoose(found, (value.split(';', 1)[0] ?? '').trim());
    }
    at = lower.indexOf(name, at + name.length);
  }
  found.delete('');
  return [...found];
}

function addLoose(found: Set<string>, literal: string): void {
  const text = literal.slice(0, 2_000);
  found.add(text);
  found.add(text.replace(/["'\\]/g, ''));
  found.add(/^"([^"]*)/.exec(text)?.[1] ?? '');
  found.add(/^'([^']*)'?/.exec(text)?.[1] ?? '');
  found.add(text.split(/[\s;"]/, 1)[0] ?? '');
}
