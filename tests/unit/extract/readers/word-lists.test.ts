// Lists of Word 97 files, from the smallest tables that hold one.
import { describe, expect, it } from 'vitest';
import { type List, listCounter } from '../../../../core/mail/extract/readers/office/list-counter.ts';
import { readOfficeBinary } from '../../../../core/mail/extract/readers/office-binary.ts';
import { compoundFile, read } from './build.ts';

const textAt = 2048;
const pageAt = 4096;
const [clxAt, binsAt, listsAt, overridesAt] = [0, 100, 200, 600];

/** Paragraphs end in \r; `levels` tells the level of each, null for none. One list of two levels: `1.` and `a)`. */
function doc(paragraphs: readonly string[], levels: readonly (number | null)[]): Uint8Array {
  const text = paragraphs.map((paragraph) => `${paragraph}\r`);
  const length = text.join('').length;
  const stream = Buffer.alloc(pageAt + 512);
  stream.writeUInt16LE(0xa5ec, 0);
  stream.writeUInt16LE(0xc1, 2);
  stream.writeUInt16LE(0x0200, 0x0a);
  stream.writeUInt32LE(length, 0x4c);
  const places = [
    [0x102, binsAt, 12],
    [0x1a2, clxAt, 21],
    [0x2e2, listsAt, 30],
    [0x2ea, overridesAt, 24],
  ] as const;
  for (const [field, at, size] of places) {
    stream.writeUInt32LE(at, field);
    stream.writeUInt32LE(size, field + 4);
  }
  stream.write(text.join(''), textAt, 'latin1');
  writePage(stream, text, levels);
  const table = Buffer.alloc(800);
  table.writeUInt8(2, clxAt);
  table.writeUInt32LE(16, clxAt + 1);
  table.writeUInt32LE(length, clxAt + 9);
  table.writeUInt32LE(((textAt * 2) | 0x40000000) >>> 0, clxAt + 15);
  table.writeUInt32LE(pageAt / 512, binsAt + 8);
  writeLists(table);
  return compoundFile({ WordDocument: stream, '1Table': table });
}

function writePage(stream: Buffer, text: readonly string[], levels: readonly (number | null)[]): void {
  stream.writeUInt8(text.length, pageAt + 511);
  let from = textAt;
  let free = 400;
  for (const [i, paragraph] of text.entries()) {
    stream.writeUInt32LE(from, pageAt + i * 4);
    from += paragraph.length;
    const level = levels[i] ?? null;
    if (level === null) continue;
    free -= 12;
    stream.writeUInt8(free / 2, pageAt + (text.length + 1) * 4 + i * 13);
    // Size in words, style 0, then level and list.
    stream.set([5, 0, 0, 0x0a, 0x26, level, 0x0b, 0x46, 1, 0], pageAt + free);
  }
  stream.writeUInt32LE(from, pageAt + text.length * 4);
}

function writeLists(table: Buffer): void {
  table.writeUInt16LE(1, listsAt);
  table.writeUInt32LE(77, listsAt + 2);
  let at = listsAt + 30;
  for (let level = 0; level < 9; level++) {
    const written = level === 0 ? '\0.' : '\x01)';
    table.writeUInt32LE(1, at);
    table.writeUInt8(level === 0 ? 0 : 4, at + 4);
    table.writeUInt16LE(written.length, at + 28);
    table.write(written, at + 30, 'utf16le');
    at += 30 + written.length * 2;
  }
  table.writeUInt32LE(1, overridesAt);
  table.writeUInt32LE(77, overridesAt + 4);
}

describe('lists of word 97', () => {
  it('counts list items as the program does', async () => {
    const file = doc(['one', 'first', 'second', 'plain', 'two', 'again'], [0, 1, 1, null, 0, 1]);
    expect((await read(readOfficeBinary, file)).of('body')).toEqual([
      '1. one\na) first\nb) second\nplain\n2. two\na) again\n',
    ]);
  });
});

describe('counting', () => {
  const list = (levels: List['levels']) =>
    listCounter(new Map([['1', { definition: 'd', levels, restarts: new Set<number>() }]]), new Map());
  const at = (level: number) => ({ list: '1', level, style: null });

  it.each([
    ['upperRoman', ['I', 'II', 'III', 'IV']],
    ['lowerLetter', ['a', 'b', 'c', 'd']],
    ['ordinal', ['1st', '2nd', '3rd', '4th']],
    ['decimalZero', ['01', '02', '03', '04']],
    ['bullet', ['', '', '', '']],
  ])('%s', (format, shown) => {
    const counter = list([{ start: 1, format, text: '%1' }]);
    expect(shown.map(() => counter.next(at(0)).trim())).toEqual(shown);
  });

  it('begins the levels passed over, and keeps one that never restarts', () => {
    const level = { start: 1, format: 'decimal' };
    const counter = list([
      { ...level, text: '%1' },
      { ...level, text: '%1.%2', restart: 0 },
      { ...level, text: '%1.%2.%3' },
    ]);
    expect([2, 1, 0, 1].map((each) => counter.next(at(each)).trim())).toEqual(['1.1.1', '1.2', '2', '2.3']);
  });
});
