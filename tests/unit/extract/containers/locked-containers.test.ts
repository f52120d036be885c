import { describe, expect, it } from 'vitest';
import { extract } from '../../../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../../../core/mail/extract/limits.ts';
import { parse } from '../../../../core/mail/parse/parse.ts';
import type { UnreadReason } from '../../../../core/model/part.ts';
import { compoundFile } from '../../../corpus/make/cfb.ts';
import { noise, signedData } from '../../../corpus/make/der.ts';
import { zip } from '../../../corpus/make/zip.ts';
import { tarOf } from '../archive-bytes.ts';
import * as made from './locked-files.ts';
import { packed } from './packed-by-seven-zip.ts';

const minutes = Buffer.from('Minutes of the meeting, all present.\n'.repeat(40));
const files = { 'minutes.txt': minutes };
const locked = (more: Record<string, unknown> = {}) =>
  zip([{ name: 'notes.txt', content: noise(60), encrypted: true, ...more }]);
const secret = '-pCorrect-Horse';

interface Row {
  readonly what: string;
  readonly name: string;
  /** Null: everything in it can be read. */
  readonly why: UnreadReason | null;
  readonly content: () => Buffer | Promise<Buffer>;
}

const row = (what: string, name: string, why: UnreadReason | null, content: Row['content']): Row => ({
  what,
  name,
  why,
  content,
});
const encrypted = 'encrypted';
const endToEnd = 'end-to-end';

const archives: readonly Row[] = [
  row('zip, traditional encryption', 'a.zip', encrypted, () => packed(['-tzip', secret, '-mem=ZipCrypto'], files)),
  row('zip, AES 128', 'a.zip', encrypted, () => packed(['-tzip', secret, '-mem=AES128'], files)),
  row('zip, AES 256', 'a.zip', encrypted, () => packed(['-tzip', secret, '-mem=AES256'], files)),
  row('zip, AES 256, stored', 'a.zip', encrypted, () => packed(['-tzip', secret, '-mem=AES256', '-mx=0'], files)),
  row('zip, AES 256, LZMA', 'a.zip', encrypted, () => packed(['-tzip', secret, '-mem=AES256', '-mm=LZMA'], files)),
  row('zip, flag alone', 'a.zip', encrypted, () => locked()),
  row('zip, one entry of two', 'a.zip', encrypted, () =>
    zip([
      { name: 'a.txt', content: 'x' },
      { name: 'b.txt', content: noise(40), encrypted: true },
    ]),
  ),
  row('zip with an empty name under lock', 'a.zip', encrypted, () =>
    zip([{ name: '', content: noise(40), encrypted: true }]),
  ),
  row('zip, locked entry of no length', 'a.zip', encrypted, () =>
    zip([{ name: 'a.txt', content: noise(12), encrypted: true, claimedSize: 0 }]),
  ),
  row('zip, deflate', 'a.zip', null, () => packed(['-tzip'], files)),
  row('zip, deflate64', 'a.zip', null, () => packed(['-tzip', '-mm=Deflate64'], files)),
  row('zip, bzip2', 'a.zip', null, () => packed(['-tzip', '-mm=BZip2'], files)),
  row('zip, LZMA', 'a.zip', null, () => packed(['-tzip', '-mm=LZMA'], files)),
  row('zip, PPMd', 'a.zip', null, () => packed(['-tzip', '-mm=PPMd'], files)),
  row('zip of nothing', 'a.zip', null, () => zip([])),
  row('7z, content locked', 'a.7z', encrypted, () => packed(['-t7z', secret], files)),
  row('7z, names locked', 'a.7z', encrypted, () => packed(['-t7z', secret, '-mhe=on'], files)),
  row('7z, content locked, stored', 'a.7z', encrypted, () => packed(['-t7z', secret, '-mx=0'], files)),
  row('7z, content locked, PPMd', 'a.7z', encrypted, () => packed(['-t7z', secret, '-m0=PPMd'], files)),
  row('7z, names locked, solid', 'a.7z', encrypted, () =>
    packed(['-t7z', secret, '-mhe=on', '-ms=on'], { ...files, 'b.txt': noise(200) }),
  ),
  row('7z', 'a.7z', null, () => packed(['-t7z'], files)),
  row('7z, BCJ2 and BZip2', 'a.7z', null, () => packed(['-t7z', '-m0=BZip2'], files)),
  row('rar 4, content locked', 'a.rar', encrypted, () => made.rar4('content')),
  row('rar 4, names locked', 'a.rar', encrypted, () => made.rar4('names')),
  row('rar 4', 'a.rar', null, () => made.rar4('nothing')),
  row('rar 5, content locked', 'a.rar', encrypted, () => made.rar5('content')),
  row('rar 5, names locked', 'a.rar', encrypted, () => made.rar5('names')),
  row('rar 5', 'a.rar', null, () => made.rar5('nothing')),
  row('tar', 'a.tar', null, () => tarOf([{ name: 'a.txt', content: 'x' }])),
  row('tar of a locked zip', 'a.tar', encrypted, () => packed(['-ttar'], { 'a.zip': locked() })),
  row('gzip of a locked zip', 'a.zip.gz', encrypted, () => packed(['-tgzip'], { 'a.zip': locked() })),
  row('xz', 'a.txt.xz', null, () => packed(['-txz'], files)),
  row('bzip2', 'a.txt.bz2', null, () => packed(['-tbzip2'], files)),
  row('7z of a locked 7z', 'a.7z', encrypted, async () =>
    packed(['-t7z'], { 'b.7z': await packed(['-t7z', secret, '-mhe=on'], files) }),
  ),
];

const documents: readonly Row[] = [
  row('OOXML, agile', 'a.docx', encrypted, () => made.lockedPackage(4, 4)),
  row('OOXML, standard', 'a.xlsx', encrypted, () => made.lockedPackage(3, 2)),
  row('OOXML, older standard', 'a.pptx', encrypted, () => made.lockedPackage(2, 2)),
  row('OOXML, extensible', 'a.docm', encrypted, () => made.lockedPackage(3, 3)),
  row('OOXML locked, with a decoy document beside it', 'a.docx', encrypted, () =>
    made.lockedPackage(4, 4, [{ name: 'WordDocument', content: Buffer.alloc(2048) }]),
  ),
  row('OOXML under rights management', 'a.xlsx', encrypted, made.rightsManaged),
  row('docx', 'a.docx', null, made.openWord),
  row('xlsx', 'a.xlsx', null, made.openExcel),
  row('Word 97, encrypted', 'a.doc', encrypted, () => made.word97(0x0100)),
  row('Word 97, obfuscated', 'a.doc', encrypted, () => made.word97(0x8100)),
  row('Excel 97, XOR', 'a.xls', encrypted, () => made.excel97(Buffer.from([0, 0, 1, 2, 3, 4]))),
  row('Excel 97, RC4', 'a.xls', encrypted, () =>
    made.excel97(Buffer.concat([Buffer.from([1, 0, 1, 0, 1, 0]), noise(48)])),
  ),
  row('Excel 97, CryptoAPI', 'a.xls', encrypted, () =>
    made.excel97(Buffer.concat([Buffer.from([1, 0, 4, 0, 2, 0]), noise(120)])),
  ),
  row('Excel 95, XOR', 'a.xls', encrypted, () => made.excel97(Buffer.from([1, 2, 3, 4]), 'Book', 0x0500)),
  row('Excel 97', 'a.xls', null, () => made.excel97(null)),
  row('PowerPoint 97, token', 'a.ppt', encrypted, () => made.powerPoint97('token')),
  row('PowerPoint 97, summary apart', 'a.ppt', encrypted, () => made.powerPoint97('summary')),
  row('odt, encrypted', 'a.odt', encrypted, () => made.openDocument('application/vnd.oasis.opendocument.text', true)),
  row('ods, encrypted', 'a.ods', encrypted, () =>
    made.openDocument('application/vnd.oasis.opendocument.spreadsheet', true),
  ),
  row('odt', 'a.odt', null, () => made.openDocument('application/vnd.oasis.opendocument.text', false)),
  row('PDF, 40 bits', 'a.pdf', encrypted, () => made.lockedPdf(1, 2)),
  row('PDF, 128 bits', 'a.pdf', encrypted, () => made.lockedPdf(2, 3)),
  row('PDF, AES 128', 'a.pdf', encrypted, () => made.lockedPdf(4, 4)),
  row('PDF, AES 256', 'a.pdf', encrypted, () => made.lockedPdf(5, 6)),
  row('PDF for certificates', 'a.pdf', encrypted, () => made.lockedPdf(4, 4, 'Adobe.PubSec')),
  row('PDF wrapped around a locked one', 'a.pdf', encrypted, () =>
    made.pdfOf(null, '/AF [<< /Type /Filespec /AFRelationship /EncryptedPayload >>] '),
  ),
  row('PDF', 'a.pdf', null, () => made.pdfOf(null)),
  row('compound file of nothing known', 'a.bin', 'unsupported', () =>
    compoundFile([{ name: 'Stream', content: noise(300) }]),
  ),
];

const messages: readonly Row[] = [
  row('CMS, enveloped', 'smime.p7m', endToEnd, () => made.cms('enveloped')),
  row('CMS, authenticated and enveloped', 'smime.p7m', endToEnd, () => made.cms('authEnveloped')),
  row('CMS, encrypted', 'smime.p7m', endToEnd, () => made.cms('encrypted')),
  row('CMS, signed and enveloped', 'smime.p7m', endToEnd, () => made.cms('signedAndEnveloped')),
  row('CMS, enveloped, open lengths', 'smime.p7m', endToEnd, made.cmsOpenLength),
  row('CMS in PEM', 'message.pem', endToEnd, () => made.pem('PKCS7', made.cms('enveloped'))),
  row('CMS in PEM by its other name', 'message.cms', endToEnd, () => made.pem('CMS', made.cms('enveloped'))),
  row('CMS, signed, readable', 'smime.p7m', null, () => signedData(minutes)),
  row('CMS, signature beside the content', 'smime.p7s', null, () => signedData(null)),
  row('OpenPGP for a key', 'letter.gpg', endToEnd, () => made.openPgp('key')),
  row('OpenPGP for a password', 'letter.pgp', endToEnd, () => made.openPgp('password')),
  row('OpenPGP, old packets', 'letter.gpg', endToEnd, () => made.openPgp('old')),
  row('OpenPGP, armoured', 'letter.asc', endToEnd, () => made.pem('PGP MESSAGE', made.openPgp('key'))),
  row('age', 'letter.age', endToEnd, () =>
    Buffer.concat([Buffer.from('age-encryption.org/v1\n-> X25519 abc\n'), noise(200)]),
  ),
];

const dressings: readonly (readonly [string, (name: string, content: Buffer) => { name: string; content: Buffer }])[] =
  [
    ['under its own name', (name, content) => ({ name, content })],
    ['called a picture', (_, content) => ({ name: 'photo.jpg', content })],
    ['in a zip', (name, content) => ({ name: 'outer.zip', content: zip([{ name, content }]) })],
  ];

async function reasons(name: string, content: Buffer): Promise<readonly (UnreadReason | null)[]> {
  const raw = [
    'From: ann@partner.example',
    'To: ben@agency.example',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=limit',
    '',
    '--limit',
    'Content-Type: image/jpeg',
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...(content.toString('base64').match(/.{1,76}/g) ?? ['']),
    '--limit--',
    '',
  ].join('\r\n');
  const readings = await extract(await parse(Buffer.from(raw)), new Budget(defaultLimits, () => 0), { ocr: false });
  return [...new Set(readings.map(({ part }) => (part.read === 'full' ? null : (part.why ?? 'corrupt'))))];
}

describe('R-103 volumes of an archive are said to be split', () => {
  it.each([
    ['a.7z.001', () => packed(['-t7z', '-mx=0', '-v200b'], files, '.001')],
    ['a.7z.002', () => packed(['-t7z', '-mx=0', '-v200b'], { 'a.bin': noise(900) }, '.002')],
    ['a.r00', async () => noise(400)],
  ] as const)('%s', async (name, content) => {
    expect(await reasons(name, await content())).toContain('split');
  });
});

describe('R-103 what is locked is told from what is open, whatever it is called', () => {
  describe.each(dressings)('%s', (_, dress) => {
    it.each([...archives, ...documents, ...messages])('$what', async ({ name, why, content }) => {
      const dressed = dress(name, await content());
      const found = (await reasons(dressed.name, dressed.content)).filter((reason) => reason !== null);
      expect(found).toEqual(why === null ? [] : [why]);
    });
  });
});
