import { describe, expect, it } from 'vitest';
import { extract } from '../../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../../core/mail/extract/limits.ts';
import { listedParts } from '../../../core/mail/extract/listed-parts.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import type { Part } from '../../../core/model/part.ts';
import { asMail, withAttachment } from '../../../tools/evaluate/wrap.ts';
import { programBytes, tarOf, zipOf } from './archive-bytes.ts';
import { pdfOf, rar5 } from './containers/locked-files.ts';
import { packed } from './containers/packed-by-seven-zip.ts';

const letter = { from: 'a@one.example', to: 'b@two.example', subject: 'x', body: 'Hello' };
const gif = Buffer.from('R0lGODlhAQABAAAAADs=', 'base64');
const program = Buffer.concat([programBytes(), Buffer.alloc(200)]);
const executable = 'application/vnd.microsoft.portable-executable';

async function partsOf(name: string, content: Uint8Array): Promise<readonly Part[]> {
  const message = await parse(withAttachment(letter, name, content));
  const readings = await extract(message, new Budget(defaultLimits, () => 0), { ocr: false });
  return readings.map(({ part }) => part).filter(({ path }) => path.startsWith('attachment:'));
}

const typesOf = async (name: string, content: Uint8Array) => (await partsOf(name, content)).map(({ type }) => type);
const isTwofold = async (name: string, content: Uint8Array) =>
  (await partsOf(name, content)).some(({ facts }) => facts.includes('ambiguous:two-types'));

describe('R-101 files hidden in others', () => {
  it('finds archives and programs behind a picture', async () => {
    const sevenZip = await packed(['-t7z'], { 'a.exe': program });
    expect(await typesOf('a.gif', Buffer.concat([gif, sevenZip]))).toContain(executable);
    expect(await typesOf('a.gif', Buffer.concat([gif, rar5('nothing')]))).toContain('application/x-rar5');
    expect(await typesOf('a.gif', Buffer.concat([gif, program]))).toContain(executable);
    expect(
      await typesOf('a.pdf', Buffer.concat([pdfOf(null), zipOf([{ name: 'a.exe', content: program }])])),
    ).toContain(executable);
    expect(
      await typesOf('a.gif', Buffer.concat([gif, Buffer.from('MZ 7z\xbc\xaf\x27\x1c Rar!\x1a\x07 ', 'latin1')])),
    ).toEqual(['image/gif']);
  });

  it('finds programs that a text spells out', async () => {
    const lines = program.toString('base64').replace(/.{64}/g, '$&\r\n');
    expect(await typesOf('a.txt', Buffer.from(`see below\n\n${lines}\n`))).toContain(executable);
    expect(await typesOf('a.ps1', Buffer.from(`$a = "${program.toString('base64')}"`))).toContain(executable);
    const digits = Buffer.concat([Buffer.from('4d5a9000', 'hex'), program]).toString('hex');
    expect((await typesOf('a.txt', Buffer.from(digits))).length).toBe(2);
    expect(await typesOf('a.txt', Buffer.from('a'.repeat(5000)))).toEqual(['text/plain']);
  });
});

describe('R-103 files of two types are ambiguous', () => {
  it.each([
    ['a picture that is an archive', 'a.gif', () => Buffer.concat([gif, zipOf([{ name: 'a', content: 'x' }])])],
    ['a picture that is a PDF', 'a.gif', () => Buffer.concat([gif, pdfOf(null)])],
    ['a page that is a PDF', 'a.html', () => Buffer.concat([Buffer.from('<html><script>x()</script>'), pdfOf(null)])],
    ['a PDF that is a disk image', 'a.pdf', () => diskBehind(pdfOf(null))],
  ])('%s', async (_, name, content) => {
    expect(await isTwofold(name, content())).toBe(true);
  });

  it.each([
    ['a PDF behind a line of junk', 'a.pdf', () => Buffer.concat([Buffer.from('junk\n'), pdfOf(null)])],
    ['a picture', 'a.gif', () => gif],
    ['a tape archive of a PDF', 'a.tar', () => tarOf([{ name: 'a.pdf', content: '%PDF-1.4' }])],
    ['an archive', 'a.zip', () => zipOf([{ name: 'a.pdf', content: pdfOf(null) }])],
  ])('%s is not', async (_, name, content) => {
    expect(await isTwofold(name, content())).toBe(false);
  });
});

function diskBehind(start: Buffer): Buffer {
  const image = Buffer.alloc(40_000);
  start.copy(image);
  image.write('\x01CD001\x01', 32_768, 'latin1');
  return image;
}

describe('R-101 ten thousand parts', () => {
  it('are all looked at, a thousand are listed, those found or unread first', async () => {
    const message = await parse(asMail(letter));
    const [{ part } = { part: null }] = await extract(message, new Budget(defaultLimits, () => 0), { ocr: false });
    if (part === null) throw new Error('no part to start from');
    const parts = Array.from({ length: 5000 }, (_, i): Part => ({ ...part, path: `attachment:a.zip>${i}`, bytes: 2 }));
    const bad = parts.map((one, i): Part => (i === 4321 ? { ...one, read: 'none', why: 'encrypted' } : one));
    const listed = listedParts(bad, ['attachment:a.zip>4999#file-name']);
    const last = listed.at(-1);
    expect(listed.length).toBe(1001);
    expect(listed.some(({ path }) => path.endsWith('>4999'))).toBe(true);
    expect(listed.some(({ why }) => why === 'encrypted')).toBe(true);
    expect([last?.bytes, last?.read]).toEqual([8000, 'full']);
    expect(listedParts(parts.slice(0, 1000), [])).toHaveLength(1000);
  });
});
