// Texts in the charsets that mail is really written in, and in some that only a dodge would name.
import { describe, expect, it } from 'vitest';
import { extract } from '../../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../../core/mail/extract/limits.ts';
import { decodeText } from '../../../core/mail/parse/charset.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import { mail } from './mail-text.ts';

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

function bodyIn(charset: string | null, body: Buffer, type = 'text/plain'): Buffer {
  const parameter = charset === null ? '' : `; charset="${charset}"`;
  return Buffer.concat([mail(`Content-Type: ${type}${parameter}`, '', ''), body]);
}

describe('decodeText', () => {
  it.each([
    ['utf-7', '47722b4150774133772d65202b49424d202b414b4d2d35', 'Grüße – £5'],
    ['unicode-1-1-utf-7', '2b4144772d', '<'],
    ['utf-16', 'fffe6e006100ef007600650020000326', 'naïve ☃'],
    ['UTF-16', '006e006100ef00760065', 'naïve'],
    ['utf-16', '6e6f7420776964652061742061', 'not wide at a'],
    ['utf-32', 'fffe00006e00000061000000ef0000007600000065000000', 'naïve'],
    ['iso-2022-jp', '1b244232713544244e3b714e41244724391b2842', '会議の資料です'],
    ['ISO-2022-KR', '1b2429430e3e4833670f200e483840470f', '안녕 회의'],
    ['iso-2022-cn', '1b2429410e3b6152690f2e', '会议.'],
    ['hz-gb-2312', '7e7b3b6152697e7d207e7e207e7b574a414f7e7d', '会议 ~ 资料'],
    ['gb18030', 'bbe1d2e9d7cac1cfa2e395328236', '会议资料€𠀀'],
    ['gb2312', 'bbe1d2e9', '会议'],
    ['big5', 'b77cc4b3b8eaaec6', '會議資料'],
    ['ks_c_5601-1987', 'c8b8c0c720c0dab7e1', '회의 자료'],
    ['cp949', 'c8b8c0c7', '회의'],
    ['x-sjis', '8e9197bf', '資料'],
    ['windows-1250', '8e6c759d6f75e86bfd206bf9f2', 'Žluťoučký kůň'],
    ['cp1251', 'd1e5eaf0e5f2edee', 'Секретно'],
    ['win-1253', 'c1f0fcf1f1e7f4ef', 'Απόρρητο'],
    ['windows-1254', '47697a6c6920ddfe', 'Gizli İş'],
    ['windows-1255', 'f1e5e3e9', 'סודי'],
    ['windows-1256', 'd3d1ed', 'سري'],
    ['windows-1257', '536c61707461fe6f646973', 'Slaptažodis'],
    ['koi8-r', 'f0c1d2cfccd8', 'Пароль'],
    ['KOI8-U', 'f0c1d2cfccd820a7d6c1cb', 'Пароль їжак'],
    ['macintosh', '50726f748e678e20d242d3', 'Protégé “B”'],
    ['x-mac-roman', '8e', 'é'],
    ['x-mac-cyrillic', '8fe0f0eeebfc', 'Пароль'],
    ['x-mac-ce', 'eb6c75e9', 'Žluť'],
    ['cp437', '41a46f20ab2082', 'Año ½ é'],
    ['IBM850', '41a46f20ab2082209b', 'Año ½ é ø'],
    ['ibm866', '8fa0e0aeabec', 'Пароль'],
    ['tis-620', 'e4b7c2', 'ไทย'],
    ['ibm037', 'd79996a38583a3858440c25a', 'Protected B!'],
    ['cp500', 'd79996a38583a3858440c24f', 'Protected B!'],
    ['IBM-1047', 'd79996a3ad81bd15', 'Prot[a]\n'],
    ['iso-8859-1', '93514294', '“QB”'],
  ])('R-101 reads %s', (charset, hex, text) => {
    expect(decodeText(bytes(hex), charset)).toEqual({ text, known: true, legible: true });
  });

  it.each([
    ['no charset and valid UTF-8', null, 'c3a9', 'é'],
    ['no charset and other bytes', null, 'e9', 'é'],
    ['ASCII that shifts to Japanese', 'us-ascii', '1b244232713544', '会議'],
    ['no charset and UTF-16', null, '610062006300', 'abc'],
    ['a byte order mark against the label', 'iso-8859-1', 'efbbbfc3a9', 'é'],
    ['UTF-8 that is none', 'utf-8', '50524f54c9474c', 'PROTÉGL'],
    ['UTF-8 with one damaged character', 'utf-8', 'c3a9ff', 'é\ufffd'],
  ])('R-101 reads %s by its bytes', (_, charset, hex, text) => {
    expect(decodeText(bytes(hex), charset).text).toBe(text);
  });

  it.each([
    ['x-no-such', 'plain words', true],
    ['x-no-such', 'd79996a38583a3858440c240', false],
    ['hex', 'plain words', true],
    ['base64', 'plain words', true],
  ])('R-103 guesses at %s and says whether anything came out', (charset, sample, legible) => {
    const content = sample.includes(' ') ? Buffer.from(sample) : bytes(sample);
    const decoded = decodeText(content, charset);
    expect([decoded.known, decoded.legible]).toEqual([false, legible]);
    if (legible) expect(decoded.text).toBe(sample);
  });

  it('R-103 does not take a Chinese set it has no table of for read', () => {
    expect(decodeText(bytes('1b2429470e44210f'), 'iso-2022-cn')).toMatchObject({ known: false, legible: false });
  });
});

describe('a displayed text', () => {
  it('R-101 takes the charset of HTML from its own head when the part names none', async () => {
    const html = Buffer.concat([Buffer.from('<meta charset=windows-1251>'), bytes('d1e5ea')]);
    const [leaf] = (await parse(bodyIn(null, html, 'text/html'))).leaves;
    expect(leaf?.text).toBe('<meta charset=windows-1251>Сек');
  });

  it.each([
    ['illegible', 'd79996a38583a3858440c240', 'partial'],
    ['legible', Buffer.from('a text in English').toString('hex'), 'full'],
  ])('R-103 of unknown charset that is %s is noted and read: %s', async (_, hex, read) => {
    const message = await parse(bodyIn('x-no-such', bytes(hex)));
    expect(message.defects).toEqual([{ kind: 'unknown-charset', where: 'body', hidesPayload: false }]);
    const readings = await extract(message, new Budget(defaultLimits, () => 0), { ocr: false });
    expect(readings.find(({ part }) => part.path === 'body')?.part.read).toBe(read);
  });
});
