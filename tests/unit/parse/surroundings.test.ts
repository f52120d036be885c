// What stands before the first and behind the last part: readers skip it, some show it, and it is searched.
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/mail/parse/parse.ts';
import { mail, top } from './mail-text.ts';

const uuencoded = ['begin 644 tool.exe', '#0V%T', '`', 'end'];

function between(before: readonly string[], behind: readonly string[]) {
  const head = [...top, 'Content-Type: multipart/mixed; boundary=b1', ''];
  const part = ['--b1', 'Content-Type: text/plain', '', 'hello', '--b1--'];
  return mail(...head, ...before, ...part, ...behind, '');
}

describe('text around the parts of a multipart', () => {
  it.each([
    ['before the first', between(uuencoded, [])],
    ['behind the last', between([], uuencoded)],
  ])('R-102 files written into it %s are attachments', async (_, raw) => {
    const { leaves } = await parse(raw);
    expect(leaves.map(({ path }) => path)).toEqual(['body', 'body:2', 'attachment:tool.exe']);
    expect(Buffer.from(leaves[2]?.content ?? []).toString()).toBe('Cat');
  });

  it('R-201 a remark is a text of the message, and no part of it', async () => {
    const { leaves, around } = await parse(between(['PROTECTED B'], ['see above']));
    expect(leaves.map(({ path }) => path)).toEqual(['body']);
    expect(around?.map((text) => text.trim())).toEqual(['PROTECTED B', 'see above']);
  });

  it('R-102 what could be a file is a part', async () => {
    for (const content of ['MZ\0\0program', 'TVqQ'.repeat(15), 'word '.repeat(14_000)]) {
      const { leaves } = await parse(between([content], []));
      expect(leaves.map(({ path }) => path)).toEqual(['body', 'body:2']);
    }
  });

  it('is nothing where it is blank', async () => {
    const { leaves, around } = await parse(between(['', ' \t'], ['', '']));
    expect([leaves.length, around]).toEqual([1, []]);
  });
});
