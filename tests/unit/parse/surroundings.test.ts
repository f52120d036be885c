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

  it('R-201 its text is read behind the parts, which keep their places', async () => {
    const { leaves } = await parse(between(['PROTECTED B'], ['see above']));
    expect(leaves.map(({ path, text }) => [path, text?.trim()])).toEqual([
      ['body', 'hello'],
      ['body:2', 'PROTECTED B'],
      ['body:3', 'see above'],
    ]);
  });

  it('is nothing where it is blank', async () => {
    expect((await parse(between(['', ' \t'], ['', '']))).leaves).toHaveLength(1);
  });
});
