// What the parser shows of a message: bodies, attachments, names, headers, protection.
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/mail/parse/parse.ts';
import { mail, top, withZip, zipBytes, zipFields } from './mail-text.ts';

async function leavesOf(raw: Uint8Array): Promise<Record<string, string>> {
  const { leaves } = await parse(raw);
  return Object.fromEntries(leaves.map((leaf) => [leaf.path, leaf.text ?? Buffer.from(leaf.content).toString('hex')]));
}

describe('parse', () => {
  it('R-101 shows the body and the attachment of a plain message without a defect', async () => {
    const message = await parse(withZip(zipFields));
    expect(message.leaves.map((leaf) => [leaf.path, leaf.role])).toEqual([
      ['body', 'body'],
      ['attachment:case.zip', 'attachment'],
    ]);
    expect(message.leaves[1]?.content).toEqual(zipBytes);
    expect(message.defects).toEqual([]);
    expect(message.subject).toBe('hello');
    expect(message.from).toEqual([{ name: 'Ann', address: 'ann@agency.example' }]);
  });

  it('R-101 shows both bodies of an alternative, the plain text first', async () => {
    const raw = mail(
      ...top,
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      'Content-Type: text/html; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<b>caf=E9</b>',
      '--a',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'plain',
      '--a--',
    );
    expect(await leavesOf(raw)).toEqual({ 'body:html': '<b>café</b>', body: 'plain' });
  });

  it('R-101 keeps a nested message whole as a leaf of its own', async () => {
    const raw = mail(...top, 'Content-Type: message/rfc822', '', 'Subject: inner', '', 'text');
    const [leaf] = (await parse(raw)).leaves;
    expect(leaf?.role).toBe('message');
    expect(Buffer.from(leaf?.content ?? []).toString()).toBe('Subject: inner\r\n\r\ntext');
  });

  it('R-101 numbers attachments of the same name and names the unnamed', async () => {
    const raw = mail(
      'Content-Type: multipart/mixed; boundary=a',
      '',
      ...['a.txt', 'a.txt'].flatMap((name) => ['--a', `Content-Disposition: attachment; filename=${name}`, '', name]),
      '--a',
      'Content-Type: image/png',
      '',
      'x',
      '--a--',
    );
    expect(Object.keys(await leavesOf(raw))).toEqual([
      'attachment:a.txt',
      'attachment:a.txt:2',
      'attachment:unnamed.png',
    ]);
  });

  it.each([
    ['RFC 2231 pieces', "filename*0*=utf-8''b%C3%A9; filename*1=.pdf", 'bé.pdf'],
    ['RFC 2231 UTF-16', "filename*=utf-16''%00a%00.%00p%00d%00f", 'a.pdf'],
    ['RFC 2047 in a parameter', 'filename="=?iso-8859-1?Q?b=E9.pdf?="', 'bé.pdf'],
    ['a comment', 'filename=(c)a.pdf', 'a.pdf'],
    ['single quotes', "filename='a.pdf'", 'a.pdf'],
    ['a missing closing quote', 'filename="a.pdf', 'a.pdf'],
  ])('R-101 reads a file name with %s', async (_, parameter, name) => {
    const raw = mail(`Content-Disposition: attachment; ${parameter}`, '', 'x');
    expect((await parse(raw)).leaves.map((leaf) => leaf.name)).toEqual([name]);
  });

  it('R-101 reads subject and names in encoded words, cut inside a character too', async () => {
    const raw = mail(
      'Subject: =?utf-8?B?w6k=?= =?utf-8?Q?t=C3?=',
      ' =?utf-8?Q?=A9?= ok',
      'From: =?utf-8?Q?Zo=C3=AB?= <z@x.example>',
      '',
      '',
    );
    const message = await parse(raw);
    expect(message.subject).toBe('été ok');
    expect(message.from).toEqual([{ name: 'Zoë', address: 'z@x.example' }]);
  });

  it.each([
    ['none', ['Content-Type: text/plain', '', 'I wrote -----BEGIN PGP MESSAGE----- in a text']],
    ['signed', ['Content-Type: multipart/signed; boundary=s', '', '--s', '', 'text', '--s--']],
    ['pgp-encrypted', ['Content-Type: multipart/encrypted; boundary=s', '', '--s', '', 'v', '--s--']],
    ['pgp-encrypted', ['', '-----BEGIN PGP MESSAGE-----', '', 'hQ', '-----END PGP MESSAGE-----']],
    ['smime-encrypted', ['Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', '', 'x']],
    ['signed', ['Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m', '', 'x']],
  ])('R-103 says %s', async (protection, lines) => {
    expect((await parse(mail(...top, ...lines))).protection).toBe(protection);
  });

  it('R-104 shows every address of a misleading From field', async () => {
    const { from, defects } = await parse(
      mail('From: CEO <ceo@agency.example> <evil@x.example>', 'From: b@y.example', '', ''),
    );
    expect(from.map((one) => one.address)).toEqual(['ceo@agency.example', 'evil@x.example', 'b@y.example']);
    expect(defects.map((defect) => defect.kind)).toContain('duplicate-from');
  });

  it.each([
    ['nothing', ''],
    ['a line break', '\n'],
    ['a header without end', 'Subject: x'],
    ['zero bytes', '\0'.repeat(300)],
    ['an unfinished multipart', 'Content-Type: multipart/mixed; boundary=a\n\n--a'],
    ['an impossible charset', 'Content-Type: text/plain; charset=no-such\n\nx'],
  ])('R-101 loses nothing and does not throw on %s', async (_, text) => {
    expect((await parse(Buffer.from(text, 'latin1'))).leaves.length).toBeLessThan(3);
  });
});
