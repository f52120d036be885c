// What cannot be opened for scanning must wait for a person.
import { crc32 } from 'node:zlib';
import { compoundFile } from '../cfb.ts';
import { envelopedData, noise } from '../der.ts';
import { base64Lines, ben, head, type MadeMail, mail, outside } from '../mail.ts';
import { docx, docxType, xlsx, xlsxType } from '../ooxml.ts';
import { tnef } from '../outlook.ts';
import { pdf } from '../pdf.ts';
import { sevenZip, sevenZipLocked, sevenZipLockedNames } from '../seven-zip.ts';
import { zip } from '../zip.ts';

const lockedZip = zip([{ name: 'notes.txt', content: noise(60), encrypted: true }]);
const word = docx({ body: ['Minutes', 'All present.'] });

/** [MS-OFFCRYPTO] 2.3.4: an encrypted workbook or document is two streams of a compound file. */
function encryptedOffice(): Buffer {
  const info = Buffer.concat([
    Buffer.from('0400040040000000', 'hex'),
    Buffer.from(
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"/>',
    ),
  ]);
  return compoundFile([
    { name: 'EncryptionInfo', content: info },
    { name: 'EncryptedPackage', content: noise(4200) },
  ]);
}

/** Each archive holds the next one. */
function nested(levels: number): Buffer {
  let content = zip([{ name: 'core.txt', content: 'the innermost text\n' }]);
  for (let i = 1; i < levels; i++) content = zip([{ name: `${i}.zip`, content }]);
  return content;
}

/**
 * A deflate stream (RFC 1951 3.2.6) of one zero byte and then copies of 258: 13 bits each, 13 bytes for eight of them.
 * Written by hand because compressors give other bytes from one version to the next.
 */
function zeros(copies: number): { readonly content: Buffer; readonly size: number } {
  const bits: number[] = [1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0];
  for (let i = 0; i < copies; i++) bits.push(1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0);
  bits.push(0, 0, 0, 0, 0, 0, 0);
  const content = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    content[i >> 3] = (content[i >> 3] ?? 0) | (bit << (i & 7));
  });
  return { content, size: 1 + copies * 258 };
}

function bomb(): Buffer {
  const { content, size } = zeros(40_000);
  const layers = Array.from({ length: 60 }, (_, i) => ({ name: `${i}.bin`, content, size }));
  return overlapping(layers);
}

/** Many entries of the directory point at the same bytes, so that a small file unpacks to hundreds of megabytes. */
function overlapping(
  entries: readonly { readonly name: string; readonly content: Buffer; readonly size: number }[],
): Buffer {
  const [first] = entries;
  if (first === undefined) throw new Error('give at least one entry');
  const single = zip([
    {
      name: 'data.bin',
      content: first.content,
      method: 8,
      claimedSize: first.size,
      checksum: crc32(Buffer.alloc(first.size)),
    },
  ]);
  const end = single.subarray(single.length - 22);
  const start = end.readUInt32LE(16);
  const central = single.subarray(start, single.length - 22);
  const tail = Buffer.from(end);
  tail.writeUInt16LE(entries.length, 8);
  tail.writeUInt16LE(entries.length, 10);
  tail.writeUInt32LE(central.length * entries.length, 12);
  return Buffer.concat([single.subarray(0, start), ...entries.map(() => central), tail]);
}

const file = (path: string, name: string, content: Buffer | string, type?: string): MadeMail => ({
  path: `unreadable/${path}`,
  from: outside,
  to: ben,
  attachments: [{ name, content, ...(type === undefined ? {} : { type }) }],
});

const made: readonly MadeMail[] = [
  file('encrypted-zip', 'papers.zip', lockedZip, 'application/zip'),
  file(
    'encrypted-zip-aes',
    'papers.zip',
    zip([{ name: 'notes.txt', content: noise(60), encrypted: true, method: 99 }]),
    'application/zip',
  ),
  file(
    'encrypted-zip-one-of-two',
    'papers.zip',
    zip([
      { name: 'open.txt', content: 'see the other file\n' },
      { name: 'notes.txt', content: noise(60), encrypted: true },
    ]),
    'application/zip',
  ),
  file('encrypted-zip-in-zip', 'papers.zip', zip([{ name: 'inner.zip', content: lockedZip }]), 'application/zip'),
  file(
    'encrypted-zip-in-winmail',
    'winmail.dat',
    tnef({ subject: 'Papers', body: 'See the file.', attachments: [{ name: 'papers.zip', content: lockedZip }] }),
    'application/ms-tnef',
  ),
  file('encrypted-seven-zip', 'papers.7z', sevenZipLocked, 'application/x-7z-compressed'),
  file('encrypted-seven-zip-names', 'papers.7z', sevenZipLockedNames, 'application/x-7z-compressed'),
  file('encrypted-word', 'minutes.docx', encryptedOffice(), docxType),
  file('encrypted-excel', 'figures.xlsx', encryptedOffice(), xlsxType),
  file('encrypted-pdf', 'paper.pdf', pdf({ pages: [['Minutes']], encrypted: true }), 'application/pdf'),
  file(
    'truncated-zip',
    'papers.zip',
    zip([{ name: 'minutes.docx', content: word }]).subarray(0, 900),
    'application/zip',
  ),
  file('truncated-word', 'minutes.docx', word.subarray(0, 1000), docxType),
  file('truncated-pdf', 'paper.pdf', pdf({ pages: [['Minutes'], ['Annex']] }).subarray(0, 200), 'application/pdf'),
  file('truncated-seven-zip', 'papers.7z', sevenZip.subarray(0, 60), 'application/x-7z-compressed'),
  file('damaged-excel', 'figures.xlsx', damaged(xlsx({ rows: [['Site', 'Cost']] })), xlsxType),
  file('nested-too-deep', 'papers.zip', nested(24), 'application/zip'),
  file('bomb-of-overlapping-entries', 'papers.zip', bomb(), 'application/zip'),
  file(
    'claims-four-gigabytes',
    'papers.zip',
    zip([
      {
        name: 'big.txt',
        content: zeros(40).content,
        method: 8,
        claimedSize: 0xfffffff0,
        checksum: crc32(Buffer.alloc(zeros(40).size)),
      },
    ]),
    'application/zip',
  ),
  file(
    'encrypted-rar',
    'papers.rar',
    Buffer.concat([Buffer.from('526172211a070100', 'hex'), Buffer.from('6f2a1b4021040000010f', 'hex'), noise(80)]),
    'application/vnd.rar',
  ),
  file('split-zip-first-part', 'papers.zip.001', zip([{ name: 'minutes.docx', content: word }]).subarray(0, 700)),
  {
    path: 'unreadable/encrypted-zip-sent',
    attachments: [{ name: 'papers.zip', type: 'application/zip', content: lockedZip }],
  },
  // Near misses: these can be read.
  file('nested-eight-levels', 'papers.zip', nested(8), 'application/zip'),
  file(
    'zip-with-comment',
    'papers.zip',
    zip([{ name: 'minutes.txt', content: 'All present.\n' }], 'packed on Monday'),
    'application/zip',
  ),
  file('empty-zip', 'papers.zip', zip([]), 'application/zip'),
];

function damaged(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  noise(400).copy(copy, copy.length - 500);
  return copy;
}

function smime(path: string, from: string, to: string): readonly [string, Buffer] {
  const lines = [
    ...head({ path, from, to, subject: 'Encrypted' }),
    'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7m"',
    '',
    ...base64Lines(envelopedData(200)),
    '',
  ];
  return [path, Buffer.from(lines.join('\r\n'))];
}

function pgp(path: string, from: string, to: string): readonly [string, Buffer] {
  const lines = [
    ...head({ path, from, to, subject: 'Encrypted' }),
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="=_pgp"',
    '',
    '--=_pgp',
    'Content-Type: application/pgp-encrypted',
    '',
    'Version: 1',
    '',
    '--=_pgp',
    'Content-Type: application/octet-stream; name="encrypted.asc"',
    '',
    '-----BEGIN PGP MESSAGE-----',
    '',
    ...base64Lines(Buffer.concat([Buffer.from('c15c03', 'hex'), noise(150)])),
    '=AbCd',
    '-----END PGP MESSAGE-----',
    '--=_pgp--',
    '',
  ];
  return [path, Buffer.from(lines.join('\r\n'))];
}

export function unreadableMails(): ReadonlyMap<string, Buffer> {
  return new Map([
    ...made.map((one) => [one.path, mail(one)] as const),
    smime('unreadable/smime-received', outside, ben),
    smime('unreadable/smime-sent', 'Ana Sousa <ana.sousa@agency.example>', outside),
    smime('unreadable/smime-to-partner', 'Ana Sousa <ana.sousa@agency.example>', 'Kim <kim.park@partner.example>'),
    smime('unreadable/smime-from-encryption-group', 'Lea <lea.martin@legal.agency.example>', outside),
    pgp('unreadable/pgp-received', outside, ben),
    pgp('unreadable/pgp-to-partner', 'Ana Sousa <ana.sousa@agency.example>', 'Kim <kim.park@partner.example>'),
  ]);
}
