import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packedTypes } from '../../../../core/mail/extract/containers/packed-archive.ts';
import { Budget, defaultLimits } from '../../../../core/mail/extract/limits.ts';
import type { Child, Item, ReadResult } from '../../../../core/mail/extract/reader.ts';
import { readerFor } from '../../../../core/mail/extract/registry.ts';
import { trueType } from '../../../../core/mail/extract/type/true-type.ts';
import { tarOf, zipOf } from '../archive-bytes.ts';

const budget = () => new Budget(defaultLimits, () => performance.now());

async function open(bytes: Uint8Array, name: string): Promise<{ type: string; result: ReadResult; children: Child[] }> {
  const type = await trueType({ bytes, name, declaredType: null }, budget());
  const item: Item = { path: 'attachment:x', name, declaredType: null, type, bytes };
  const reader = readerFor(type, { ocr: false });
  if (reader === null) throw new Error(`no reader for ${type}`);
  const result = await reader(item, budget());
  return { type, result, children: await Array.fromAsync(result.children ?? []) };
}

const textOf = (child: Child | undefined) => Buffer.from(child?.bytes ?? []).toString();

describe('containers', () => {
  it('R-101 opens tar, with long names, and notes links and paths that lead out', async () => {
    const long = `${'folder/'.repeat(20)}a.txt`;
    const tar = tarOf([
      { name: '././@LongLink', content: `${long}\0`, type: 'L' },
      { name: 'cut', content: 'one' },
      { name: '../../etc/cron', content: 'two' },
      { name: 'link', content: '', type: '2' },
    ]);
    const { children } = await open(tar, 'a.tar');
    expect(children.map(({ name }) => name)).toEqual([long, '../../etc/cron', 'link']);
    expect(children.map(({ facts }) => facts)).toEqual([[], ['slip-path'], ['symlink']]);
    expect(textOf(children[0])).toBe('one');
  });

  it('R-102 shows what tar folders and links carry, though they should carry nothing', async () => {
    const tar = tarOf([
      { name: 'empty/', content: '', type: '5' },
      { name: 'folder/', content: 'one', type: '5' },
      { name: 'link', content: 'two', type: '1' },
      { name: 'last', content: 'three' },
    ]);
    const { children } = await open(tar, 'a.tar');
    expect(children.map((child) => [child.name, textOf(child)])).toEqual([
      ['folder/', 'one'],
      ['link', 'two'],
      ['last', 'three'],
    ]);
  });

  it('R-101 opens gzip and names what was in it', async () => {
    const { children } = await open(gzipSync('hello'), 'note.txt.gz');
    expect(children.map(({ name }) => name)).toEqual(['note.txt']);
    expect(textOf(children[0])).toBe('hello');
  });

  it('R-101 opens an LZMA archive through 7-Zip and says when one is damaged', async () => {
    // bzip2 of an empty file; 7-Zip has to open it to know.
    const empty = Buffer.from('425a683917724538509000000000', 'hex');
    const { type, children } = await open(empty, 'note.txt.bz2');
    expect(packedTypes[type]).toBe('bzip2');
    expect(children).toHaveLength(1);
    const damaged = Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), Buffer.alloc(64, 7)]);
    await expect(open(damaged, 'a.7z')).rejects.toThrow('damaged');
  });

  it('R-101 decodes uuencode inside a text', async () => {
    const { children } = await open(Buffer.from('see below\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\n'), 'note.txt');
    expect(children.map(({ name }) => name)).toEqual(['a.txt']);
    expect(textOf(children[0])).toBe('hello');
  });

  it('R-101 splits a mailbox into its messages', async () => {
    const one =
      'From a@b.example Mon Jan  1 00:00:00 2024\nFrom: a@b.example\nTo: c@d.example\nSubject: x\n\nhello\n\n';
    const { type, children } = await open(Buffer.from(one + one), 'box');
    expect(type).toBe('application/mbox');
    expect(children.map(({ role }) => role)).toEqual(['message', 'message']);
  });

  it('R-103 tells S/MIME that is only signed from what is enveloped', async () => {
    // ContentInfo, then SignedData with its version, no digests and the content as an octet string, lengths left open.
    const cms = (kind: string, rest: string) => Buffer.from(`308006092a864886f70d0107${kind}${rest}`, 'hex');
    const signed = cms('02', 'a08030800201013100308006092a864886f70d010701a0802480040568656c6c6f00000000');
    expect(textOf((await open(signed, 'smime.p7m')).children[0])).toBe('hello');
    expect((await open(cms('03', 'a080'), 'smime.p7m')).result).toMatchObject({ read: 'none', why: 'end-to-end' });
  });

  it('R-102 reads attachments and text out of winmail.dat', async () => {
    const attribute = (level: number, id: number, data: Buffer): Buffer => {
      const head = Buffer.alloc(9);
      head.writeUInt8(level, 0);
      head.writeUInt32LE(id, 1);
      head.writeUInt32LE(data.length, 5);
      return Buffer.concat([head, data, Buffer.alloc(2)]);
    };
    const tnef = Buffer.concat([
      Buffer.from('789f3e220100', 'hex'),
      attribute(1, 0x0002800c, Buffer.from('dear all\0')),
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, Buffer.from('plan.txt\0')),
      attribute(2, 0x0006800f, Buffer.from('the plan')),
    ]);
    const { result, children } = await open(tnef, 'winmail.dat');
    expect(result.texts.map(({ text }) => text)).toEqual(['dear all']);
    expect(children.map((child) => [child.name, textOf(child)])).toEqual([['plan.txt', 'the plan']]);
  });

  it('R-103 marks one volume of several as split', async () => {
    const bytes = zipOf([{ name: 'a.txt', content: 'one' }]);
    bytes.writeUInt16LE(2, bytes.length - 18);
    expect((await open(bytes, 'a.zip')).result).toMatchObject({ read: 'partial', why: 'split' });
  });
});
