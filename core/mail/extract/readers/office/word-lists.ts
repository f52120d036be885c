// List items of a Word 97–2003 document: which paragraphs belong to a list, and how its levels are written ([MS-DOC] 2.9.131,
// 2.9.147, 2.9.150).
import type { ByteView } from '../byte-view.ts';
import { deepestLevel, type Level, type List, type ListPlace } from './list-counter.ts';

const page = 512;
const mostPages = 20_000;
const mostParagraphs = 500_000;
const mostLists = 5000;

/** A run of bytes of the text stream that is one paragraph of a list; `from` counts in the document's main stream. */
export interface ListParagraph {
  readonly from: number;
  readonly to: number;
  readonly place: ListPlace;
}

/** Paragraphs with a list of their own, in the order of the stream; lists that only a style gives are not known. */
export function readListParagraphs(fib: ByteView, table: ByteView): readonly ListParagraph[] {
  const start = fib.u32(0x102);
  const count = Math.min(mostPages, Math.floor((fib.u32(0x106) - 4) / 8));
  const found: ListParagraph[] = [];
  for (let i = 0; i < count; i++) {
    const at = (table.u32(start + (count + 1) * 4 + i * 4) & 0x3fffff) * page;
    const paragraphs = Math.min(29, fib.u8(at + page - 1));
    for (let j = 0; j < paragraphs && found.length < mostParagraphs; j++) {
      const offset = fib.u8(at + (paragraphs + 1) * 4 + j * 13) * 2;
      const place = offset === 0 ? null : placeOf(fib, at + offset, at + page);
      if (place !== null) found.push({ from: fib.u32(at + j * 4), to: fib.u32(at + j * 4 + 4), place });
    }
  }
  return found.sort((one, other) => one.from - other.from);
}

const levelProperty = 0x260a;
const listProperty = 0x460b;
const operandSizes = [1, 1, 2, 4, 2, 2, 0, 3];

/** PapxInFkp (2.9.175): style, then properties of two bytes and an operand each. */
function placeOf(fib: ByteView, at: number, end: number): ListPlace | null {
  const half = fib.u8(at);
  const from = half === 0 ? at + 2 : at + 1;
  const to = Math.min(end, half === 0 ? from + fib.u8(at + 1) * 2 : from + half * 2 - 1);
  let [list, level] = [0, 0];
  for (let next = from + 2; next + 3 <= to; ) {
    const property = fib.u16(next);
    const kind = property >> 13;
    const size = kind === 6 ? variableSize(fib, next, property) : (operandSizes[kind] ?? 1);
    if (property === levelProperty) level = fib.u8(next + 2);
    else if (property === listProperty) list = fib.u16(next + 2);
    next += 2 + size;
  }
  return list === 0 || list > 0x7fff ? null : { list: String(list), level, style: null };
}

function variableSize(fib: ByteView, at: number, property: number): number {
  return property === 0xd608 ? fib.u16(at + 2) + 1 : fib.u8(at + 2) + 1;
}

/** Lists by the number that paragraphs give, from 1. */
export function readWordLists(fib: ByteView, table: ByteView): ReadonlyMap<string, List> {
  const definitions = readDefinitions(table, fib.u32(0x2e2), fib.u32(0x2e6));
  const lists = new Map<string, List>();
  const start = fib.u32(0x2ea);
  const count = Math.min(mostLists, table.u32(start));
  let at = start + 4 + count * 16;
  for (let i = 0; i < count; i++) {
    const override = start + 4 + i * 16;
    const definition = String(table.u32(override));
    const levels = [...(definitions.get(definition) ?? [])];
    const list: List = { definition, levels, restarts: new Set() };
    at += 4;
    for (let j = 0; j < Math.min(deepestLevel, table.u8(override + 12)); j++) at = readOverride(table, at, list);
    lists.set(String(i + 1), list);
  }
  return lists;
}

/** LFOLVL (2.9.132): another start, or a whole level. */
function readOverride(table: ByteView, at: number, list: List): number {
  const flags = table.u32(at + 4);
  const level = Math.min(deepestLevel - 1, flags & 0xf);
  if ((flags & 0x10) !== 0) {
    list.levels[level] = { ...list.levels[level], start: table.u32(at) | 0 };
    list.restarts.add(level);
  }
  if ((flags & 0x20) === 0) return at + 8;
  const read = readLevel(table, at + 8, level);
  list.levels[level] = read.level;
  return read.next;
}

function readDefinitions(table: ByteView, start: number, size: number): ReadonlyMap<string, Level[]> {
  const definitions = new Map<string, Level[]>();
  const count = size === 0 ? 0 : Math.min(mostLists, table.u16(start));
  let at = start + 2 + count * 28;
  for (let i = 0; i < count; i++) {
    const head = start + 2 + i * 28;
    const levels: Level[] = [];
    const simple = (table.u8(head + 26) & 1) !== 0;
    for (let j = 0; j < (simple ? 1 : deepestLevel); j++) {
      const read = readLevel(table, at, j);
      levels.push(read.level);
      at = read.next;
    }
    definitions.set(String(table.u32(head)), levels);
  }
  return definitions;
}

/** MSONFC ([MS-OSHARED] 2.2.1.3). */
const formats: Readonly<Record<number, string>> = {
  1: 'upperRoman',
  2: 'lowerRoman',
  3: 'upperLetter',
  4: 'lowerLetter',
  5: 'ordinal',
  22: 'decimalZero',
  23: 'bullet',
  255: 'none',
};
const longestText = 200;

/** LVL (2.9.147): 28 bytes, properties to skip, then the text with a level's index where its number stands. */
function readLevel(table: ByteView, at: number, index: number): { readonly level: Level; readonly next: number } {
  const flags = table.u8(at + 5);
  const textAt = at + 28 + table.u8(at + 24) + table.u8(at + 25);
  const length = Math.min(longestText, table.u16(textAt));
  let text = '';
  for (const character of table.utf16(textAt + 2, textAt + 2 + length * 2)) {
    const code = character.charCodeAt(0);
    text += code < deepestLevel ? `%${code + 1}` : character;
  }
  const level: Level = {
    start: table.u32(at) | 0,
    format: formats[table.u8(at + 4)] ?? 'decimal',
    text,
    legal: (flags & 4) !== 0,
    ...((flags & 8) === 0 ? {} : { restart: Math.min(index, table.u8(at + 26)) }),
  };
  return { level, next: textAt + 2 + table.u16(textAt) * 2 };
}
