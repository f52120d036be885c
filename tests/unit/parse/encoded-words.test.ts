// Header values as programs break them, and what a reader is shown (RFC 2047, RFC 2231).
import { describe, expect, it } from 'vitest';
import { decodeWords } from '../../../core/mail/parse/encoded-words.ts';
import { parameterReadings, readStructured } from '../../../core/mail/parse/parameters.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import { mail } from './mail-text.ts';

describe('decodeWords', () => {
  it.each([
    ['a character cut in two', '=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=', 'café'],
    ['a character cut in two over two encodings', '=?utf-8?B?Y2Fmww==?=\t=?UTF-8?q?=A9?=', 'café'],
    ['a Japanese character cut in two', '=?euc-jp?B?uw==?= =?euc-jp?B?8Q==?=', '資'],
    ['no closing mark', '=?utf-8?Q?caf=C3=A9', 'café'],
    ['half a closing mark', '=?utf-8?B?Y2Fmw6k=?', 'café'],
    ['no closing mark before the next word', '=?utf-8?Q?caf=C3=A9 =?utf-8?Q?!?=', 'café!'],
    ['wrong case', '=?UTF-8?b?w6k=?= =?Iso-8859-1?q?=e9?=', 'éé'],
    ['padding in the middle', '=?utf-8?B?w6k=w6k=?=', 'éé'],
    ['no padding', '=?utf-8?B?w6k?=', 'é'],
    ['blanks in the word', '=?utf-8?Q?a b?=', 'a b'],
    ['a language', '=?utf-8*fr?Q?=C3=A9?=', 'é'],
    ['text right beside it', 'x=?utf-8?Q?y?=z', 'xyz'],
    ['no charset', '=??Q?=E9?=', 'é'],
    ['an unknown charset', '=?x-no-such?Q?plain?=', 'plain'],
    ['no known encoding', '=?utf-8?X?abc?=', '=?utf-8?X?abc?='],
    ['an equals sign that escapes nothing', '=?utf-8?Q?1=2?=', '1=2'],
    ['UTF-8 in the raw', 'caf\u00c3\u00a9', 'café'],
    ['Latin-1 in the raw', 'caf\u00e9', 'café'],
    ['raw bytes inside a word', '=?utf-8?Q?caf\u00c3\u00a9?=', 'café'],
    ['a Japanese shift in the raw', '\u001b$B2q5D\u001b(B', '会議'],
  ])('R-101 shows %s', (_, value, shown) => {
    expect(decodeWords(value)).toBe(shown);
  });

  it('R-101 reads raw bytes in the charset of the text', async () => {
    const raw = mail('Subject: \u00f0\u00c1\u00d2', 'Content-Type: text/plain; charset=koi8-r', '', '\u00f0');
    expect((await parse(raw)).subject).toBe('Пар');
  });

  it('R-101 joins a word folded inside', async () => {
    expect((await parse(mail('Subject: =?utf-8?B?w6', ' k=?=', '', ''))).subject).toBe('é');
  });
});

function names(parameters: string): readonly string[] {
  return parameterReadings(readStructured(`attachment; ${parameters}`), 'filename');
}

describe('parameterReadings', () => {
  it.each([
    ['pieces out of order', "filename*1=d.pdf; filename*0*=utf-8''%C3%A9", 'éd.pdf'],
    ['plain and encoded pieces', "filename*0*=utf-8''%C3%A9; filename*1=%20; filename*2*=%2E.pdf", 'é%20..pdf'],
    ['a charset in every piece', "filename*0*=utf-8''%C3%A9; filename*1*=koi8-r''%F0.pdf", 'éП.pdf'],
    ['a character cut in two', "filename*0*=utf-8''%C3; filename*1*=%A9.pdf", 'é.pdf'],
    ['encoded words cut in two', 'filename*0="=?utf-8?B?w6"; filename*1="ku?=pdf"', 'é.pdf'],
    ['no charset', 'filename*=%E9.pdf', 'é.pdf'],
    ['percent signs that escape nothing', "filename*=utf-8''100%.pdf", '100%.pdf'],
    ['a language', "filename*=iso-8859-1'fr'%e9.pdf", 'é.pdf'],
  ])('R-101 reads a name with %s', (_, parameters, name) => {
    expect(names(parameters)[0]).toBe(name);
  });

  it('R-103 shows both names where a piece is missing or a plain name stands beside', () => {
    expect(names('filename*0=a.; filename*2=exe')).toEqual(expect.arrayContaining(['a.', 'a.exe']));
    expect(names("filename=a.txt; filename*=utf-8''a.exe")).toEqual(['a.exe', 'a.txt']);
  });
});
