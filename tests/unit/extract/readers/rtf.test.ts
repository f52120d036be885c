import { describe, expect, it } from 'vitest';
import { decompressRtf } from '../../../../core/mail/extract/containers/compressed-rtf.ts';
import { readRtf } from '../../../../core/mail/extract/readers/rtf.ts';
import { budget, read } from './build.ts';

const rtf = (body: string) => `{\\rtf1\\ansi\\ansicpg1252${body}}`;

describe('rich text', () => {
  it('decodes escapes, code pages and stand-ins', async () => {
    const source = rtf(
      "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}\\f0 caf\\'e9 \\f1 \\'cf \\f0\\uc1\\u8364 ?5\\par next\\tab x\\~y",
    );
    expect((await read(readRtf, source)).of('body')).toEqual(['café П €5\nnext\tx\u00a0y']);
  });

  it('R-204 tells header, footer, watermark and properties from the body', async () => {
    const source = rtf(
      '{\\info{\\keywords PROTECTED B}}{\\header SECRET\\par}{\\footer page}body{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv DRAFT}}}',
    );
    const found = await read(readRtf, source);
    expect(found.of('page-header')).toEqual(['SECRET\n']);
    expect(found.of('page-footer')).toEqual(['page']);
    expect(found.of('watermark')).toEqual(['DRAFT']);
    expect(found.property('keywords')).toBe('PROTECTED B');
    expect(found.of('body')).toEqual(['body']);
  });

  it('keeps hidden text apart', async () => {
    const found = await read(readRtf, rtf('seen{\\v secret}\\v0 too'));
    expect(found.of('body')).toEqual(['seentoo']);
    expect(found.of('hidden')).toEqual(['secret']);
  });

  it('R-102 finds the file in an embedded object although its hex is cut up', async () => {
    const name = Buffer.from('Package\0');
    const file = Buffer.from('hello');
    const native = Buffer.concat([
      Buffer.from([2, 0]),
      Buffer.from('run.exe\0C:\\run.exe\0'),
      Buffer.from([0, 0, 3, 0]),
      u32(4),
      Buffer.from('tmp\0'),
      u32(file.length),
      file,
    ]);
    const object = Buffer.concat([
      u32(0x501),
      u32(2),
      u32(name.length),
      name,
      u32(0),
      u32(0),
      u32(native.length),
      native,
    ]);
    const hex = object.toString('hex').replace(/(.{7})/g, '$1\n ');
    const found = await read(readRtf, rtf(`{\\object\\objemb{\\*\\objdata ${hex}}}`));
    expect(found.facts).toEqual(expect.arrayContaining(['ole-object', 'ole-package']));
    expect(found.got.map(({ name: child, bytes }) => [child, Buffer.from(bytes ?? []).toString()])).toEqual([
      ['run.exe', 'hello'],
    ]);
  });

  it('R-102 notes DDE fields and remote templates', async () => {
    expect((await read(readRtf, rtf('{\\field{\\*\\fldinst DDEAUTO c:\\\\x}}'))).facts).toContain('dde');
    expect((await read(readRtf, rtf('{\\*\\template https://evil.example/t}'))).facts).toContain('external-template');
  });

  it('takes HTML back out of the RTF around it', async () => {
    const source = rtf('\\fromhtml1{\\*\\htmltag64 <p>}SECRET{\\*\\htmltag72 </p>}\\htmlrtf{\\f1 shadow}\\htmlrtf0 ');
    expect((await read(readRtf, source)).of('body')).toEqual(['SECRET']);
  });

  it('R-103 nests to any depth', async () => {
    expect((await read(readRtf, `{\\rtf1 a${'{'.repeat(200_000)}b`)).of('body')).toEqual(['ab']);
  });
});

describe('compressed rich text', () => {
  it('reads both kinds of [MS-OXRTFCP] and its own dictionary', () => {
    // Flags 01: one reference (offset 0, 12 characters of the initial dictionary), then literals `x`, `}`.
    const packed = Buffer.from([0x01, 0x00, 0x0a, 0x78, 0x7d]);
    const header = Buffer.concat([u32(packed.length + 12), u32(14), Buffer.from('LZFu'), u32(0)]);
    const plain = decompressRtf(Buffer.concat([header, packed]), budget())?.toString();
    expect(plain).toBe('{\\rtf1\\ansi\\x}');
    const stored = Buffer.concat([u32(20), u32(8), Buffer.from('MELA'), u32(0), Buffer.from('{\\rtf1 }')]);
    expect(decompressRtf(stored, budget())?.toString()).toBe('{\\rtf1 }');
    expect(decompressRtf(Buffer.alloc(40), budget())).toBeNull();
  });
});

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
