// Reads one header block with the byte span of every field (RFC 5322 section 2.2), as forgiving as mail programs are.
import type { ByteSpan } from '../../model/message.ts';
import type { Ambiguity, Ways } from './ambiguity.ts';
import { isBlank, lineEnd, startsWithWord, textEnd } from './lines.ts';

export interface RawField {
  /** As written, white space trimmed. */
  readonly name: string;
  /** Lower case. */
  readonly key: string;
  readonly valueStart: number;
  span: ByteSpan;
  /** Only some readers take this line for a field. */
  readonly odd: boolean;
}

export interface HeaderBlock {
  readonly fields: readonly RawField[];
  /** Where the body starts. */
  readonly bodyStart: number;
  /** Behind the last field, before the empty line. */
  readonly fieldsEnd: number;
  readonly notes: readonly (Ambiguity | 'missing-empty-line' | 'too-many-fields')[];
  /** A delimiter line of an enclosing multipart ended the block. */
  readonly cut: boolean;
}

const maximumFields = 10_000;
const maximumContentFields = 100;
const maximumName = 200;
/** Longest field value that is read as text, in bytes. */
const maximumValue = 1 << 20;

interface FieldName {
  readonly name: string;
  readonly colon: number;
  readonly odd: boolean;
}

/** The field name of a line, or null when it is no field. Stray controls and blanks around the name make it odd. */
function fieldName(bytes: Buffer, start: number, end: number): FieldName | null {
  const limit = Math.min(end, start + maximumName);
  for (let at = start; at < limit; at++) {
    if (bytes[at] !== 58) continue;
    const written = bytes.toString('latin1', start, at);
    const name = written.replace(/[^\x21-\x7e]+$/, '').replace(/^[^\x21-\x7e]+/, '');
    if (name === '' || /[^\x21-\x7e]/.test(name)) return null;
    return { name, colon: at, odd: name !== written };
  }
  return null;
}

interface State {
  readonly fields: RawField[];
  readonly notes: Set<HeaderBlock['notes'][number]>;
  contentFields: number;
  last: RawField | null;
}

function addField(state: State, found: FieldName, start: number, end: number, ways: Ways): void {
  state.last = null;
  const key = found.name.toLowerCase();
  const isContent = key.startsWith('content-');
  if (isContent && found.odd) {
    state.notes.add('odd-field-name');
    if (ways.has('odd-field-name')) return;
  }
  const full = state.fields.length >= maximumFields && !isContent;
  if (full || (isContent && ++state.contentFields > maximumContentFields)) {
    state.notes.add('too-many-fields');
    return;
  }
  const field = { name: found.name, key, valueStart: found.colon + 1, span: { start, end }, odd: found.odd };
  state.fields.push(field);
  state.last = field;
}

function isMailboxLine(bytes: Buffer, start: number, first: boolean): boolean {
  return first && (startsWithWord(bytes, start, 'from ') || startsWithWord(bytes, start, '>from '));
}

/**
 * Reads from `start` to the empty line, at most to `limit`. `isDelimiter` tells whether a line beginning with `--`
 * belongs to an enclosing multipart. Linear; never throws.
 */
export function readHeaderBlock(
  bytes: Buffer,
  start: number,
  limit: number,
  ways: Ways,
  isDelimiter: (start: number, end: number) => boolean,
): HeaderBlock {
  const state: State = { fields: [], notes: new Set(), contentFields: 0, last: null };
  const done = (fieldsEnd: number, bodyStart: number, cut = false): HeaderBlock => {
    return { fields: state.fields, bodyStart, fieldsEnd, notes: [...state.notes], cut };
  };
  let at = start;
  while (at < limit) {
    const end = lineEnd(bytes, at, limit);
    const text = textEnd(bytes, at, end);
    if (text === at) return done(at, end);
    if (bytes[at] === 45 && bytes[at + 1] === 45 && isDelimiter(at, text)) return done(at, at, true);
    const found = isBlank(bytes[at]) ? null : fieldName(bytes, at, text);
    if (found !== null) addField(state, found, at, end, ways);
    else if (isBlank(bytes[at])) {
      if (state.last !== null) state.last.span = { start: state.last.span.start, end };
    } else if (!isMailboxLine(bytes, at, at === start)) {
      state.last = null;
      state.notes.add('junk-in-header');
      const goesOn = continuesHeader(bytes, end, limit);
      if (goesOn === ways.has('junk-in-header')) {
        state.notes.add('missing-empty-line');
        return done(at, at);
      }
    }
    at = end;
  }
  return done(limit, limit);
}

/** Whether what follows a stray line is more header: then most readers skip the line, otherwise the body has begun. */
function continuesHeader(bytes: Buffer, start: number, limit: number): boolean {
  if (start >= limit) return false;
  const text = textEnd(bytes, start, lineEnd(bytes, start, limit));
  return text > start && (isBlank(bytes[start]) || fieldName(bytes, start, text) !== null);
}

/** Unfolded value as latin1 text, trimmed; values over 1 MiB are cut. */
export function rawValue(bytes: Buffer, field: RawField): string {
  const end = Math.min(field.span.end, field.valueStart + maximumValue);
  const value = bytes.toString('latin1', field.valueStart, end);
  return (value.includes('\n') ? value.replace(/\r?\n(?=[ \t])|\r?\n$/g, '') : value).trim();
}
