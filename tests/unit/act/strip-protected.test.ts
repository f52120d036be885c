// What is signed or encrypted is held, never broken: taking a part out would make the rest worthless.
import { describe, expect, it } from 'vitest';
import { strip } from '../../../core/mail/act/strip.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import { mail, top, withZip, zipBase64, zipFields } from '../parse/mail-text.ts';

const signature = ['Content-Type: application/pgp-signature; name=signature.asc', '', '-----BEGIN PGP SIGNATURE-----'];

/** A multipart with a text and a zip, its boundary given. */
function papers(boundary: string): readonly string[] {
  const text = ['Content-Type: text/plain', '', 'see attached'];
  return [
    `Content-Type: multipart/mixed; boundary=${boundary}`,
    '',
    `--${boundary}`,
    ...text,
    `--${boundary}`,
    ...zipFields,
    '',
    zipBase64,
    `--${boundary}--`,
  ];
}

const signedPapers = [
  'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=s',
  '',
  '--s',
  ...papers('b'),
  '--s',
  ...signature,
  '--s--',
];

/** The beginning of CMS data: a sequence and the object identifier of its content type (RFC 5652). */
function cms(contentType: 2 | 3): string {
  return Buffer.concat([Buffer.from(`308006092a864886f70d01070${contentType}a080`, 'hex'), Buffer.alloc(60)]).toString(
    'base64',
  );
}

function smime(fields: string, contentType: 2 | 3): Buffer {
  return mail(...top, fields, 'Content-Transfer-Encoding: base64', '', cms(contentType), '');
}

async function stripFirstAttachment(raw: Buffer): Promise<Uint8Array | null> {
  const message = await parse(raw);
  const leaf = message.leaves.find((one) => one.role !== 'body');
  expect(leaf).toBeDefined();
  return strip(raw, message, [leaf?.path ?? ''], () => ({ text: 'removed' }));
}

describe('strip of protected mail', () => {
  it.each([
    ['multipart/signed around everything', mail(...top, ...signedPapers, '')],
    [
      'multipart/signed inside a list mail with a footer',
      mail(
        ...top,
        'Content-Type: multipart/mixed; boundary=l',
        '',
        '--l',
        ...signedPapers,
        '--l',
        '',
        'footer',
        '--l--',
      ),
    ],
    [
      'S/MIME, opaque and signed',
      smime('Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m', 2),
    ],
    ['S/MIME, enveloped', smime('Content-Type: application/x-pkcs7-mime; name=smime.p7m', 3)],
    ['S/MIME under a general type', smime('Content-Type: application/octet-stream; name=smime.p7m', 3)],
    [
      'PGP/MIME',
      mail(
        ...top,
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e',
        '',
        '--e',
        'Content-Type: application/pgp-encrypted',
        '',
        'Version: 1',
        '--e',
        'Content-Type: application/octet-stream; name=encrypted.asc',
        '',
        '-----BEGIN PGP MESSAGE-----',
        '--e--',
      ),
    ],
    [
      'a text signed inline',
      withZip([
        ...zipFields,
        '',
        zipBase64,
        '--b1',
        'Content-Type: text/plain',
        '',
        '-----BEGIN PGP SIGNED MESSAGE-----',
        '',
        'x',
        '-----END PGP SIGNATURE-----',
        '--b1',
        'X: y',
      ]),
    ],
  ])('R-102 R-103 leaves %s alone', async (_, raw) => {
    expect(await stripFirstAttachment(raw)).toBeNull();
  });

  it('R-102 takes out a signed mail that was forwarded as a file, whole', async () => {
    const forwarded = ['Content-Type: message/rfc822', 'Content-Disposition: attachment; filename=original.eml'];
    const raw = mail(
      ...top,
      'Content-Type: multipart/mixed; boundary=f',
      '',
      '--f',
      '',
      'fyi',
      '--f',
      ...forwarded,
      '',
      ...signedPapers,
      '--f--',
    );
    const result = Buffer.from((await stripFirstAttachment(raw)) ?? []).toString();
    expect(result).toContain('fyi');
    expect(result).toContain('removed');
    expect(result).not.toContain('multipart/signed');
  });
});
