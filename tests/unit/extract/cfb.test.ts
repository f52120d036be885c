import { describe, expect, it } from 'vitest';
import { findEntry, openCompoundFile } from '../../../core/mail/extract/cfb/compound-file.ts';
import { LimitReached } from '../../../core/mail/extract/limits.ts';
import { budget, compoundFile } from './readers/build.ts';

describe('compound files', () => {
  it('keeps streams and storages over writing and reading', () => {
    const big = Buffer.alloc(100_000, 7);
    const root = openCompoundFile(
      compoundFile({ one: Buffer.from('first'), inner: { two: big, none: Buffer.alloc(0) } }),
      budget(),
    );
    expect(Buffer.from(findEntry(root, 'ONE')?.bytes() ?? []).toString()).toBe('first');
    expect(findEntry(root, 'inner/two')?.bytes()).toEqual(big);
    expect(findEntry(root, 'inner/none')?.bytes()).toHaveLength(0);
    expect(findEntry(root, 'inner/absent')).toBeNull();
  });

  it('needs more than 109 allocation sectors for a large file and still finds its way', () => {
    const huge = Buffer.alloc(8 * 2 ** 20, 1);
    const root = openCompoundFile(compoundFile({ huge, last: Buffer.from('end') }), budget());
    expect(findEntry(root, 'huge')?.bytes()).toHaveLength(huge.length);
    expect(Buffer.from(findEntry(root, 'last')?.bytes() ?? []).toString()).toBe('end');
  });

  it('R-103 refuses a sector chain that goes in circles', () => {
    const bytes = Buffer.from(compoundFile({ one: Buffer.alloc(2000, 1) }));
    const table = bytes.length - 512;
    for (let i = 0; i < 128; i++) bytes.writeUInt32LE(1, table + i * 4);
    expect(() => openCompoundFile(bytes, budget())).toThrow(/sector chain/);
  });

  it('survives a directory whose entries point at each other', () => {
    const bytes = Buffer.from(compoundFile({ one: Buffer.from('a'), two: Buffer.from('b') }));
    const name = bytes.indexOf(Buffer.from('one', 'utf16le'));
    bytes.writeUInt32LE(0, name + 68);
    bytes.writeUInt32LE(1, name + 72);
    expect(openCompoundFile(bytes, budget()).children.map((child) => child.name)).toEqual(['one']);
  });

  it('R-103 counts what it unpacks', () => {
    const root = openCompoundFile(compoundFile({ one: Buffer.alloc(5000) }), budget({ expandedBytes: 4000 }));
    expect(() => findEntry(root, 'one')?.bytes()).toThrow(LimitReached);
  });
});
