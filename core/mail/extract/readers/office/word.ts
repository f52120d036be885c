// Text of a Word 97–2003 document by its piece table ([MS-DOC]), and of Word 6 and 95 as far as it is plain.
import type { RegionKind } from '../../../../model/part.ts';
import { type CompoundEntry, findEntry } from '../../cfb/compound-file.ts';
import type { Budget } from '../../limits.ts';
import { type ByteView, decodeAs, viewBytes } from '../byte-view.ts';
import type { Gathering, TextSink } from '../gathering.ts';
import { judgeField } from '../ooxml/field-codes.ts';
import { type ListPlace, listCounter } from './list-counter.ts';
import { type ListParagraph, readListParagraphs, readWordLists } from './word-lists.ts';

const encryptedFlag = 0x0100;
const tableFlag = 0x0200;
const word97 = 0xc1;

/** False when the document is encrypted. Throws when its tables are broken. */
export function readWord(root: CompoundEntry, bytes: Uint8Array, found: Gathering, budget: Budget): boolean {
  const fib = viewBytes(bytes);
  const magic = fib.u16(0);
  if (magic !== 0xa5ec && magic !== 0xa5dc && magic !== 0xa5db)
    throw new Error('no word document in the stream of that name');
  const flags = fib.u16(0x0a);
  if ((flags & encryptedFlag) !== 0) return false;
  if (fib.u16(2) < word97) {
    writeStory(decodeAs('windows-1252', fib.slice(fib.u32(0x18), fib.u32(0x1c))), found.open('body', ''), found);
    return true;
  }
  const table = findEntry(root, (flags & tableFlag) !== 0 ? '1Table' : '0Table');
  if (table === null) throw new Error('word document has no table stream');
  readStories(fib, viewBytes(table.bytes()), found, budget);
  return true;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly wide: boolean;
}

/** Character positions run on through all stories: main text first, then notes, headers and so on (2.4.1). */
function readStories(fib: ByteView, table: ByteView, found: Gathering, budget: Budget): void {
  const pieces = readPieces(fib, table);
  const text = textOf(pieces, fib, budget);
  const number = numbering(fib, table, pieces, text);
  let at = 0;
  const take = (lengthAt: number) => {
    const from = at;
    at += fib.u32(lengthAt);
    return text.slice(from, at);
  };
  const takeNumbered = (lengthAt: number) => {
    const from = at;
    const story = take(lengthAt);
    return number === null ? story : number(story, from);
  };
  writeStory(takeNumbered(0x4c), found.open('body', ''), found);
  writeStory(takeNumbered(0x50), found.open('footnote', 'footnote'), found);
  writeHeaders(take(0x54), fib, table, found);
  take(0x58);
  writeStory(takeNumbered(0x5c), found.open('comment', 'comment'), found);
  writeStory(takeNumbered(0x60), found.open('footnote', 'endnote'), found);
  writeStory(takeNumbered(0x64), found.open('text-box', 'text-box'), found);
  writeStory(take(0x68), found.open('text-box', 'header-text-box'), found);
  readWordArt(fib, table, found);
}

/** Puts the number of each list item before it; null where the document has no lists. `from`: where the story begins. */
function numbering(
  fib: ByteView,
  table: ByteView,
  pieces: readonly Piece[],
  text: string,
): ((story: string, from: number) => string) | null {
  const items = readListParagraphs(fib, table);
  if (items.length === 0) return null;
  const lists = readWordLists(fib, table);
  return (story, from) => {
    const counter = listCounter(lists, new Map());
    const numbered: string[] = [];
    let piece = 0;
    for (let start = 0; start < story.length; ) {
      let end = start;
      while (end < story.length && story[end] !== '\r' && story[end] !== '\x07') end++;
      const position = Math.min(from + end, text.length - 1);
      while (piece < pieces.length - 1 && (pieces[piece]?.to ?? 0) <= position) piece++;
      const place = placeAt(items, streamOffset(pieces[piece], position));
      numbered.push(place === null ? '' : counter.next(place), story.slice(start, end + 1));
      start = end + 1;
    }
    return numbered.join('');
  };
}

function streamOffset(piece: Piece | undefined, position: number): number {
  return piece === undefined ? -1 : piece.at + (position - piece.from) * (piece.wide ? 2 : 1);
}

function placeAt(items: readonly ListParagraph[], offset: number): ListPlace | null {
  let [low, high] = [0, items.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item === undefined) return null;
    if (offset < item.from) high = middle - 1;
    else if (offset >= item.to) low = middle + 1;
    else return item.place;
  }
  return null;
}

/** Clx ([MS-DOC] 2.9.38): property modifiers to skip, then the piece table. */
function readPieces(fib: ByteView, table: ByteView): Piece[] {
  let at = fib.u32(0x1a2);
  const end = at + fib.u32(0x1a6);
  while (at < end && table.u8(at) === 1) at += 3 + table.u16(at + 1);
  if (table.u8(at) !== 2) throw new Error('word document has no piece table');
  const size = Math.min(table.u32(at + 1), table.length);
  const count = Math.floor((size - 4) / 12);
  const positions = at + 5;
  const descriptors = positions + (count + 1) * 4;
  const pieces: Piece[] = [];
  for (let i = 0; i < count; i++) {
    const coded = table.u32(descriptors + i * 8 + 2);
    const wide = (coded & 0x40000000) === 0;
    const offset = coded & 0x3fffffff;
    pieces.push({
      from: table.u32(positions + i * 4),
      to: table.u32(positions + i * 4 + 4),
      at: wide ? offset : offset >> 1,
      wide,
    });
  }
  return pieces;
}

function textOf(pieces: readonly Piece[], fib: ByteView, budget: Budget): string {
  const texts: string[] = [];
  for (const { from, to, at, wide } of pieces) {
    const size = Math.max(0, to - from) * (wide ? 2 : 1);
    // Pieces may point at the same bytes over and over; what they add up to is what counts.
    budget.spendBytes(Math.min(size, fib.length));
    budget.checkTime();
    const bytes = fib.slice(at, at + size);
    const text = decodeAs(wide ? 'utf-16le' : 'windows-1252', bytes);
    texts.push(text.length === to - from ? text : text.padEnd(Math.min(to - from, bytes.length), ' '));
  }
  return texts.join('');
}

/** Six stories of separators, then six a section: headers and footers of even, odd and first pages (2.8.6). */
function writeHeaders(text: string, fib: ByteView, table: ByteView, found: Gathering): void {
  const start = fib.u32(0xf2);
  const count = Math.min(10_000, Math.floor(fib.u32(0xf6) / 4) - 1);
  for (let i = 6; i < count; i++) {
    const story = text.slice(table.u32(start + i * 4), table.u32(start + i * 4 + 4));
    const place = i % 6;
    const kind: RegionKind = place === 2 || place === 3 || place === 5 ? 'page-footer' : 'page-header';
    if (story.trim() !== '') writeStory(story, found.open(kind, kind), found);
  }
}

/** Text with Word's own control characters turned into line breaks and tabs; field codes are judged, not shown. */
function writeStory(text: string, sink: TextSink, found: Gathering): void {
  const fields: { code: string; reading: boolean }[] = [];
  let from = 0;
  const flush = (to: number) => {
    const field = fields.at(-1);
    if (field?.reading) {
      if (field.code.length < 4096) field.code += text.slice(from, Math.min(to, from + 4096));
    } else if (to > from) sink.write(text.slice(from, to));
  };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x20 && code !== 0xa0) continue;
    if (code === 0x09) continue;
    flush(i);
    from = i + 1;
    if (code === 0x13) {
      if (fields.length < 64) fields.push({ code: '', reading: true });
    } else if (code === 0x14 || code === 0x15) {
      const field = code === 0x15 ? fields.pop() : fields.at(-1);
      if (field?.reading) judgeField(field.code, found);
      if (field !== undefined) field.reading = false;
    } else if (!fields.at(-1)?.reading) sink.write(shown(code));
  }
  flush(text.length);
}

function shown(code: number): string {
  switch (code) {
    case 0x07:
      return '\t';
    case 0x0b:
    case 0x0d:
      return '\n';
    case 0x0c:
      return '\f';
    case 0x1e:
      return '-';
    case 0xa0:
      return ' ';
    default:
      return '';
  }
}

/** WordArt, which is how Word makes watermarks: property 0x00C0 of a drawn shape ([MS-ODRAW] 2.3.22.1). */
function readWordArt(fib: ByteView, table: ByteView, found: Gathering): void {
  const start = fib.u32(0x22a);
  const drawings = table.slice(start, start + fib.u32(0x22e));
  const marker = Buffer.from([0xc0, 0xc0]);
  const buffer = Buffer.from(drawings.buffer, drawings.byteOffset, drawings.byteLength);
  const view = viewBytes(drawings);
  for (let at = buffer.indexOf(marker), seen = 0; at >= 0 && seen < 1000; at = buffer.indexOf(marker, at + 2), seen++) {
    const text = wordArtAt(view, at);
    if (text !== null) found.add('watermark', 'watermark', text);
  }
}

/** `at` is the property in a table of options: complex data lies behind the table in the order of its properties. */
function wordArtAt(view: ByteView, at: number): string | null {
  const size = view.u32(at + 2);
  if (size < 4 || size > 512 || size % 2 !== 0) return null;
  const earliest = Math.max(8, at - 6 * 64);
  for (let head = at - 8; head >= earliest; head -= 6) {
    if (view.u16(head + 2) !== 0xf00b || (view.u16(head) & 0xf) !== 3) continue;
    const count = view.u16(head) >> 4;
    let data = head + 8 + count * 6;
    for (let property = head + 8; property < at; property += 6) {
      if ((view.u16(property) & 0x8000) !== 0) data += view.u32(property + 2);
    }
    return view.utf16(data, data + size).replace(/\0+$/, '');
  }
  return null;
}
