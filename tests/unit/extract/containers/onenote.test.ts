import { describe, expect, it } from 'vitest';
import { readOneNote } from '../../../../core/mail/extract/containers/onenote.ts';
import { read, wide } from '../readers/build.ts';

function value(text: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}

describe('a OneNote section', () => {
  it('R-101 R-103 gives its words to be searched, each once, and still counts as not read', async () => {
    const numbers = Buffer.from('0800000001000200030004000c000000ffd8ffe000104a4649460001', 'hex');
    const section = Buffer.concat([
      numbers,
      value(wide('PROTECTED B – réunion')),
      Buffer.alloc(7),
      value(Buffer.from('plain words')),
      value(wide('Протокол')),
      value(wide('PROTECTED B – réunion')),
      numbers,
    ]);
    const found = await read(readOneNote, section);
    expect(found.of('body')).toEqual(['PROTECTED B – réunion\nplain words\nПротокол']);
    expect(found).toMatchObject({ read: 'partial', why: 'unsupported' });
  });

  it('R-103 R-703 that looks like a long text at every place is given up, not looked through for hours', async () => {
    const found = await read(readOneNote, Buffer.alloc(2_000_000, Buffer.from([0x0a, 0x00])));
    expect(found).toMatchObject({ read: 'partial', why: 'unsupported' });
  });
});
