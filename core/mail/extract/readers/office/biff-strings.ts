// Strings of BIFF workbooks, which may run on from one record into the next ([MS-XLS] 2.5.293 and 2.4.58).
import type { Budget } from '../../limits.ts';
import { type ByteView, decodeAs } from '../byte-view.ts';
import { withReading } from './phonetic.ts';

export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** The shared string table: its record and the CONTINUE records behind it. Linear; a broken table ends early. */
export function readSharedStrings(view: ByteView, segments: readonly Segment[], budget: Budget): string[] {
  const first = segments[0];
  if (first === undefined) return [];
  const strings: string[] = [];
  const cursor = { segment: 0, at: first.from + 8 };
  const count = view.u32(first.from + 4);
  let characters = 0;
  while (strings.length < count && advance(segments, cursor, 0)) {
    if ((strings.length & 0xfff) === 0) budget.checkTime();
    const text = readString(view, segments, cursor);
    if (text === null) break;
    characters += text.length;
    if (characters > budget.limits.textPerPart) break;
    strings.push(text);
  }
  return strings;
}

interface Cursor {
  segment: number;
  at: number;
}

function readString(view: ByteView, segments: readonly Segment[], cursor: Cursor): string | null {
  const length = view.u16(cursor.at);
  const flags = view.u8(cursor.at + 2);
  cursor.at += 3;
  let runs = 0;
  let extra = 0;
  if ((flags & 8) !== 0) {
    runs = view.u16(cursor.at) * 4;
    cursor.at += 2;
  }
  if ((flags & 4) !== 0) {
    extra = view.u32(cursor.at);
    cursor.at += 4;
  }
  const text = readCharacters(view, segments, cursor, length, (flags & 1) === 1);
  if (text === null) return null;
  advance(segments, cursor, runs);
  const reading = readPhonetic(view, cursor.at, Math.min(extra, (segments[cursor.segment]?.to ?? 0) - cursor.at));
  advance(segments, cursor, extra);
  return withReading(text, reading);
}

/** How a Japanese string is pronounced (ExtRst, 2.5.86); '' for none, and where it runs on into the next record. */
function readPhonetic(view: ByteView, at: number, size: number): string {
  if (size < 14 || view.u16(at) !== 1) return '';
  const length = view.u16(at + 12) * 2;
  return 14 + length > size ? '' : decodeAs('utf-16le', view.slice(at + 14, at + 14 + length));
}

/** In a CONTINUE record the characters begin with a flag of their own. */
function readCharacters(
  view: ByteView,
  segments: readonly Segment[],
  cursor: Cursor,
  length: number,
  startsWide: boolean,
): string | null {
  const pieces: string[] = [];
  let wide = startsWide;
  let left = length;
  for (;;) {
    const segment = segments[cursor.segment];
    if (segment === undefined) return null;
    const unit = wide ? 2 : 1;
    const taken = Math.max(0, Math.min(left, Math.floor((segment.to - cursor.at) / unit)));
    const end = cursor.at + taken * unit;
    pieces.push(decodeAs(wide ? 'utf-16le' : 'windows-1252', view.slice(cursor.at, end)));
    cursor.at = end;
    left -= taken;
    if (left === 0) return pieces.join('');
    const next = segments[++cursor.segment];
    if (next === undefined) return null;
    wide = (view.u8(next.from) & 1) === 1;
    cursor.at = next.from + 1;
  }
}

/** Moves on by a number of bytes; false when nothing is left there. */
function advance(segments: readonly Segment[], cursor: Cursor, bytes: number): boolean {
  let left = bytes;
  for (;;) {
    const segment = segments[cursor.segment];
    if (segment === undefined) return false;
    const room = segment.to - cursor.at;
    if (left < room) {
      cursor.at += left;
      return true;
    }
    left -= Math.max(0, room);
    const next = segments[++cursor.segment];
    if (next === undefined) return false;
    cursor.at = next.from;
  }
}

/** A flag, then one or two bytes a character; in BIFF 5 and before, bytes alone in the workbook's code page. */
export function readPlainString(view: ByteView, at: number, end: number, length: number, label: string | null): string {
  if (label !== null) return decodeAs(label, view.slice(at, Math.min(end, at + length)));
  const wide = (view.u8(at) & 1) === 1;
  const to = Math.min(end, at + 1 + length * (wide ? 2 : 1));
  return decodeAs(wide ? 'utf-16le' : 'windows-1252', view.slice(at + 1, to));
}
