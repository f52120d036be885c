// Attachments hidden by structure that programs read differently: found, and the mail held when one reader would not see them.
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/mail/parse/parse.ts';
import { mail, top, withZip, zipBase64, zipBytes, zipFields } from './mail-text.ts';

async function look(raw: Uint8Array): Promise<{ found: boolean; held: boolean; kinds: string[] }> {
  const { leaves, defects } = await parse(raw);
  return {
    found: leaves.some((leaf) => zipBytes.equals(leaf.content)),
    held: defects.some((defect) => defect.hidesPayload),
    kinds: defects.map((defect) => defect.kind),
  };
}

const [type, disposition, encoding] = zipFields as [string, string, string];
const cut = (text: string): string[] => text.match(/.{1,20}/g) ?? [];

describe('legal but unusual structure', () => {
  it.each([
    ['white space behind the delimiter', withZip(zipFields).toString().replaceAll('--b1\r', '--b1 \t\r')],
    [
      'a comment before the boundary',
      withZip(zipFields, [zipBase64], 'Content-Type: multipart/mixed; (c) boundary=b1').toString(),
    ],
    [
      'RFC 2231 in the boundary',
      withZip(zipFields, [zipBase64], "Content-Type: multipart/mixed; boundary*=''b%31").toString(),
    ],
    ['LF line ends', withZip(zipFields).toString().replaceAll('\r', '')],
    ['CR line ends throughout', withZip(zipFields).toString().replaceAll('\n', '')],
    ['an empty line before the header', `\r\n${withZip(zipFields).toString()}`],
    ['short base64 lines', withZip(zipFields, cut(zipBase64)).toString()],
    ['no closing delimiter', withZip(zipFields).toString().replace('--b1--', '')],
    ['a comment behind the encoding', withZip([type, disposition, `${encoding} (x)`]).toString()],
  ])('R-101 finds the attachment without holding: %s', async (_, raw) => {
    expect(await look(Buffer.from(raw, 'latin1'))).toMatchObject({ found: true, held: false });
  });
});

describe('structure that readers disagree about', () => {
  it.each([
    [
      'duplicate-content-type',
      withZip(zipFields, [zipBase64], 'Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b1'),
    ],
    ['duplicate-transfer-encoding', withZip([type, disposition, 'Content-Transfer-Encoding: 7bit', encoding])],
    ['other-boundary', withZip(zipFields, [zipBase64], 'Content-Type: multipart/mixed; boundary=b2; boundary=b1')],
    ['undeclared-delimiter', withZip(zipFields, [zipBase64], 'Content-Type: multipart/mixed')],
    [
      'undeclared-delimiter',
      withZip(zipFields, [zipBase64], 'X-Folded bad:\r\n Content-Type: multipart/mixed; boundary=b1'),
    ],
    ['odd-content-type', withZip(zipFields, [zipBase64], 'Content-Type: x-multipart/mixed; boundary=b1')],
    ['odd-field-name', withZip([type, disposition, encoding.replace(':', ' :')])],
    ['odd-transfer-encoding', withZip([type, disposition, 'Content-Transfer-Encoding: "base64"'])],
    ['base64-after-padding', withZip(zipFields, ['QQ==', zipBase64])],
    ['bare-cr', withZip([type, disposition, `X-A: b\r${encoding}`])],
    ['junk-in-header', withZip([type, disposition, 'no field at all', encoding])],
    [
      'parts-after-close',
      Buffer.from(
        withZip(zipFields)
          .toString('latin1' as never)
          .replace('see attached', 'x\r\n--b1--'),
        'latin1',
      ),
    ],
  ])('R-101 holds or finds: %s', async (kind, raw) => {
    const seen = await look(raw);
    expect(seen.kinds).toContain(kind);
    expect(seen.held).toBe(true);
  });

  it('R-101 finds what only another reading shows, too', async () => {
    const raw = withZip(
      zipFields,
      [zipBase64],
      'Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b1',
    );
    expect((await look(raw)).found).toBe(true);
  });

  it('R-101 opens a multipart that was encoded as a whole', async () => {
    const inner = withZip(zipFields).toString().split('\r\n\r\n').slice(1).join('\r\n\r\n');
    const raw = mail(
      ...top,
      'Content-Type: multipart/mixed; boundary=b1',
      'Content-Transfer-Encoding: base64',
      '',
      ...cut(Buffer.from(inner).toString('base64')),
    );
    expect(await look(raw)).toMatchObject({ found: true, held: true });
  });

  it('R-101 holds two file names that would be opened differently, not two spellings of one', async () => {
    const named = (one: string, two: string): Uint8Array =>
      withZip([
        `Content-Type: application/octet-stream; name=${one}`,
        `Content-Disposition: attachment; filename=${two}`,
      ]);
    expect((await look(named('a.txt', 'a.exe'))).held).toBe(true);
    expect((await look(named('a.txt', 'A.TXT'))).held).toBe(false);
    expect((await look(named('a', 'a.txt'))).held).toBe(false);
  });

  it('R-103 holds a fragment of a split message', async () => {
    const raw = mail(...top, 'Content-Type: message/partial; id=x; number=1; total=2', '', 'UEsDB');
    expect((await look(raw)).held).toBe(true);
  });
});

describe('files written into the text', () => {
  const uu = ['begin 644 a.bin', '#04)#', '`', 'end'];
  it.each([
    ['uuencode', [...uu], 'ABC'],
    ['uuencode in base64', ['begin-base64 644 a.bin', 'QUJD', '===='], 'ABC'],
    ['yEnc', ['=ybegin line=128 size=3 name=a.bin', 'klm', '=yend size=3'], 'ABC'],
  ])('R-101 shows them as attachments: %s', async (_, lines, content) => {
    const { leaves } = await parse(mail(...top, '', 'see below', ...lines, 'bye'));
    expect(leaves.map((leaf) => leaf.path)).toEqual(['body', 'attachment:a.bin']);
    expect(Buffer.from(leaves[1]?.content ?? []).toString()).toBe(content);
  });

  it('R-101 decodes uuencode as a transfer encoding', async () => {
    const { leaves } = await parse(
      mail('Content-Transfer-Encoding: x-uuencode', 'Content-Disposition: attachment', '', ...uu),
    );
    expect(Buffer.from(leaves[0]?.content ?? []).toString()).toBe('ABC');
  });

  it('R-101 leaves prose about them alone', async () => {
    const { leaves, defects } = await parse(
      mail(...top, '', 'begin with the end', 'begin 644', '=ybegin is a keyword'),
    );
    expect(leaves).toHaveLength(1);
    expect(defects).toEqual([]);
  });
});
