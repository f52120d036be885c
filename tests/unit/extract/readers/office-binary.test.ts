import { describe, expect, it } from 'vitest';
import { readMsg } from '../../../../core/mail/extract/readers/msg.ts';
import { readOfficeBinary } from '../../../../core/mail/extract/readers/office-binary.ts';
import { compoundFile, docx, read, wide, zip } from './build.ts';

/** A Word document of one piece of 8-bit text: main text, then headers as PlcfHdd divides them. */
function doc(text: string, headers: readonly string[] = [], flags = 0): Uint8Array {
  const header = headers.join('');
  const fib = Buffer.alloc(2048);
  fib.writeUInt16LE(0xa5ec, 0);
  fib.writeUInt16LE(0xc1, 2);
  fib.writeUInt16LE(0x0200 | flags, 0x0a);
  fib.writeUInt32LE(text.length, 0x4c);
  fib.writeUInt32LE(header.length, 0x54);
  const all = Buffer.from(text + header, 'latin1');
  const table = Buffer.alloc(200);
  table.writeUInt8(2, 0);
  table.writeUInt32LE(16, 1);
  table.writeUInt32LE(all.length, 9);
  table.writeUInt32LE(((2048 * 2) | 0x40000000) >>> 0, 15);
  fib.writeUInt32LE(0, 0x1a2);
  fib.writeUInt32LE(21, 0x1a6);
  let at = 0;
  const positions = [0, 0, 0, 0, 0, 0, 0, ...headers.map((story) => (at += story.length))];
  for (const [i, position] of positions.entries()) table.writeUInt32LE(position, 40 + i * 4);
  fib.writeUInt32LE(40, 0xf2);
  fib.writeUInt32LE(positions.length * 4 + 4, 0xf6);
  return compoundFile({ WordDocument: Buffer.concat([fib, all]), '1Table': table });
}

describe('word 97', () => {
  it('R-204 tells headers and footers from the body', async () => {
    const found = await read(readOfficeBinary, doc('one\rtwo\x07three', ['', 'SECRET\r', '', 'page\r']));
    expect(found.of('body')).toEqual(['one\ntwo\tthree']);
    expect(found.of('page-header')).toEqual(['SECRET\n']);
    expect(found.of('page-footer')).toEqual(['page\n']);
  });

  it('R-102 hands on the pictures of its drawings', async () => {
    const picture = Buffer.concat([Buffer.alloc(17), Buffer.from('picture data')]);
    const head = Buffer.from([0x00, 0x6e, 0x1e, 0xf0, picture.length, 0, 0, 0]);
    const file = compoundFile({ 'PowerPoint Document': Buffer.alloc(8), Pictures: Buffer.concat([head, picture]) });
    const found = await read(readOfficeBinary, file);
    expect(found.got.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString()])).toEqual([
      ['picture.png', 'picture data'],
    ]);
  });

  it('R-204 reads diagrams, which newer programs keep in a package beside their picture', async () => {
    const diagram = zip({ 'drs/diagrams/data1.xml': '<dgm:t><a:p><a:t>SECRET</a:t></a:p></dgm:t>' });
    const found = await read(readOfficeBinary, compoundFile({ 'PowerPoint Document': diagram }));
    expect(found.of('text-box')).toEqual(['SECRET']);
  });

  it('shows what a field shows, and notes what it would run', async () => {
    const found = await read(readOfficeBinary, doc('a\x13 DDEAUTO c:\\x \x14result\x15b'));
    expect(found.of('body')).toEqual(['aresultb']);
    expect(found.facts).toContain('dde');
  });

  it('R-103 says when it is encrypted', async () => {
    expect(await read(readOfficeBinary, doc('x', [], 0x0100))).toMatchObject({ read: 'none', why: 'encrypted' });
    expect(await read(readOfficeBinary, compoundFile({ EncryptedPackage: Buffer.alloc(16) }))).toMatchObject({
      read: 'none',
      why: 'encrypted',
    });
    const workbook = Buffer.from([0x09, 0x08, 0x04, 0, 0, 6, 5, 0, 0x2f, 0, 2, 0, 0, 0]);
    expect(await read(readOfficeBinary, compoundFile({ Workbook: workbook }))).toMatchObject({ why: 'encrypted' });
  });

  it('R-102 reads the source of macros', async () => {
    const source = 'Attribute VB_Name = "M"\r\nSub AutoOpen()';
    const directory = Buffer.concat([
      record(0x19, Buffer.from('M')),
      record(0x1a, Buffer.from('M')),
      record(0x31, Buffer.from([2, 0, 0, 0])),
    ]);
    const file = compoundFile({
      Macros: {
        VBA: { dir: container(directory), M: Buffer.concat([Buffer.from([9, 9]), container(Buffer.from(source))]) },
      },
    });
    const found = await read(readOfficeBinary, file);
    expect(found.facts).toContain('vba-macros');
    expect(found.of('code')).toEqual([source]);
  });

  it('hands on embedded packages and storages', async () => {
    const file = Buffer.from('hello');
    const native = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from([2, 0]),
      Buffer.from('a.exe\0c:\\a.exe\0'),
      Buffer.from([0, 0, 3, 0, 2, 0, 0, 0, 116, 0, 5, 0, 0, 0]),
      file,
    ]);
    const found = await read(
      readOfficeBinary,
      compoundFile({ ObjectPool: { _1: { '\u0001Ole10Native': native }, _2: { Workbook: Buffer.from('x') } } }),
    );
    expect(found.facts).toContain('ole-package');
    expect(found.got.map(({ name }) => name).sort()).toEqual(['_2.ole', 'a.exe']);
  });

  it('R-103 does not pass off an unknown storage as read', async () => {
    expect(await read(readOfficeBinary, compoundFile({ Unknown: Buffer.from('x') }))).toMatchObject({
      read: 'none',
      why: 'unsupported',
    });
  });
});

describe('outlook messages', () => {
  const properties = Buffer.alloc(32);

  it('reads subject, body, attachments and messages within', async () => {
    const inner = { '__properties_version1.0': Buffer.alloc(24), '__substg1.0_0037001F': wide('inner') };
    const found = await read(
      readMsg,
      compoundFile({
        '__properties_version1.0': properties,
        '__substg1.0_0037001F': wide('SECRET plan'),
        '__substg1.0_1000001F': wide('see attached'),
        '__recip_version1.0_#00000000': {
          '__substg1.0_3001001F': wide('Ann'),
          '__substg1.0_39FE001F': wide('ann@x.example'),
        },
        '__attach_version1.0_#00000000': { '__substg1.0_3707001F': wide('a.docx'), '__substg1.0_37010102': docx('') },
        '__attach_version1.0_#00000001': { '__substg1.0_3001001F': wide('fwd'), '__substg1.0_3701000D': inner },
      }),
    );
    expect(found.of('subject')).toEqual(['SECRET plan']);
    expect(found.of('body')).toEqual(['see attached']);
    expect(found.of('header-field')).toContain('Ann ann@x.example');
    expect(found.got.map(({ name, role }) => `${role} ${name}`)).toEqual(['attachment a.docx', 'message fwd.msg']);
    const nested = found.got[1]?.bytes ?? new Uint8Array(0);
    expect((await read(readMsg, nested)).of('subject')).toEqual(['inner']);
  });
});

function record(id: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(id);
  head.writeUInt32LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** A CompressedContainer of literals alone ([MS-OVBA] 2.4.1). */
function container(data: Uint8Array): Buffer {
  const tokens: Buffer[] = [];
  for (let i = 0; i < data.length; i += 8) tokens.push(Buffer.from([0]), Buffer.from(data.subarray(i, i + 8)));
  const chunk = Buffer.concat(tokens);
  const head = Buffer.alloc(3);
  head.writeUInt8(1);
  head.writeUInt16LE(0xb000 | (chunk.length - 1), 1);
  return Buffer.concat([head, chunk]);
}

describe('excel 97', () => {
  const bof = (type: number) => Buffer.from([0x09, 0x08, 8, 0, 0, 6, type, 0, 0, 0, 0, 0]);
  const biff = (type: number, data: Uint8Array) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(type);
    head.writeUInt16LE(data.length, 2);
    return Buffer.concat([head, data]);
  };
  const sheetEntry = (at: number, state: number, type: number, name: string) => {
    const data = Buffer.concat([Buffer.from([0, 0, 0, 0, state, type, name.length, 0]), Buffer.from(name)]);
    data.writeUInt32LE(at);
    return biff(0x85, data);
  };

  it('reads strings cut over two records, dates, long numbers and hidden sheets', async () => {
    const table = biff(0xfc, Buffer.concat([Buffer.from([1, 0, 0, 0, 1, 0, 0, 0, 11, 0, 0]), Buffer.from('PROT')]));
    const rest = biff(0x3c, Buffer.concat([Buffer.from([1]), wide('ECTED B')]));
    const formats = Buffer.concat([
      biff(0xe0, Buffer.alloc(20)),
      biff(0xe0, Buffer.from([0, 0, 14, 0, ...Buffer.alloc(16)])),
    ]);
    const number = (column: number, format: number, value: number) => {
      const data = Buffer.from([0, 0, column, 0, format, 0, ...Buffer.alloc(8)]);
      data.writeDoubleLE(value, 6);
      return biff(0x203, data);
    };
    const first = Buffer.concat([
      bof(0x10),
      biff(0x14, Buffer.concat([Buffer.from([8, 0, 0]), Buffer.from('&CSECRET')])),
      biff(0xfd, Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
      number(1, 1, 44927),
      number(2, 0, 4111111111111111),
    ]);
    const second = Buffer.concat([
      bof(0x10),
      biff(0x204, Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 4, 0, 0]), Buffer.from('gone')])),
    ]);
    const globals = (from: number) =>
      Buffer.concat([
        bof(5),
        sheetEntry(from, 0, 0, 'A'),
        sheetEntry(from + first.length, 1, 1, 'B'),
        formats,
        table,
        rest,
      ]);
    const workbook = Buffer.concat([globals(globals(0).length), first, second]);
    const found = await read(readOfficeBinary, compoundFile({ Workbook: workbook }));
    expect(found.texts.find((text) => text.label === 'A')?.text).toBe('PROTECTED B\t2023-01-01\t4111111111111111');
    expect(found.texts.find((text) => text.label === 'B')).toMatchObject({ kind: 'hidden', text: 'gone' });
    expect(found.of('page-header')).toEqual(['SECRET']);
    expect(found.facts).toEqual(['xlm-macros']);
  });
});
