// Files that nobody can open without a key, made byte by byte where no packer is at hand, and their open twins.
import { crc32, deflateSync } from 'node:zlib';
import { compoundFile, type Storage, type Stream } from '../../../corpus/make/cfb.ts';
import { der, noise } from '../../../corpus/make/der.ts';
import { docx, xlsx } from '../../../corpus/make/ooxml.ts';
import { zip } from '../../../corpus/make/zip.ts';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');

/** Whole packages in one stream ([MS-OFFCRYPTO] 2.3.4); `version` of EncryptionInfo: 4.4 agile, 2.2 to 4.2 standard, 3.3 extensible. */
export function lockedPackage(major: number, minor: number, more: readonly (Storage | Stream)[] = []): Buffer {
  const info = Buffer.concat([Buffer.from([major, 0, minor, 0, 0x24, 0, 0, 0]), noise(200)]);
  return compoundFile([
    { name: 'EncryptionInfo', content: info },
    { name: 'EncryptedPackage', content: noise(5000) },
    ...more,
  ]);
}

/** Protected by rights management: the key is with a server ([MS-OFFCRYPTO] 2.2). */
export function rightsManaged(): Buffer {
  return compoundFile([
    { name: '\u0006DataSpaces', children: [{ name: 'Version', content: utf16('Microsoft.Container.DataSpaces') }] },
    { name: 'EncryptedPackage', content: noise(5000) },
  ]);
}

/** Word 97: bit 0x0100 of the flags at 10 says encrypted, 0x8000 obfuscated with XOR ([MS-DOC] 2.5.2). */
export function word97(flags: number): Buffer {
  const fib = Buffer.alloc(2048);
  fib.writeUInt16LE(0xa5ec, 0);
  fib.writeUInt16LE(0x00c1, 2);
  fib.writeUInt16LE(flags, 10);
  return compoundFile([
    { name: 'WordDocument', content: fib },
    { name: '1Table', content: Buffer.alloc(1024) },
  ]);
}

/** Excel 97: FILEPASS after the beginning of the stream ([MS-XLS] 2.4.117); null leaves it out. */
export function excel97(pass: Buffer | null, stream = 'Workbook', version = 0x0600): Buffer {
  const record = (type: number, data: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(type, 0);
    head.writeUInt16LE(data.length, 2);
    return Buffer.concat([head, data]);
  };
  const begin = Buffer.alloc(16);
  begin.writeUInt16LE(version, 0);
  begin.writeUInt16LE(5, 2);
  const sheet = Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 5, 0]), Buffer.from('Sheet')]);
  const records = [
    record(0x809, begin),
    ...(pass === null ? [] : [record(0x2f, pass)]),
    record(0x85, sheet),
    record(0x0a, Buffer.alloc(0)),
  ];
  return compoundFile([{ name: stream, content: Buffer.concat([...records, Buffer.alloc(4096)]) }]);
}

/** PowerPoint 97: the token of the current user, or a summary that had to be locked apart ([MS-PPT] 2.3.2). */
export function powerPoint97(how: 'token' | 'summary'): Buffer {
  const user = Buffer.alloc(64);
  user.writeUInt16LE(0x0ff6, 2);
  user.writeUInt32LE(how === 'token' ? 0xf3d1c4df : 0xe391c05f, 12);
  return compoundFile([
    { name: 'Current User', content: user },
    { name: 'PowerPoint Document', content: noise(4200) },
    ...(how === 'summary' ? [{ name: 'EncryptedSummary', content: noise(300) }] : []),
  ]);
}

/** OpenDocument: the manifest says which files are encrypted (ODF 1.3 part 2, 3.4). */
export function openDocument(type: string, locked: boolean): Buffer {
  const secret = locked ? '<manifest:encryption-data manifest:checksum="x"/>' : '';
  const manifest = `<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${type}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">${secret}</manifest:file-entry></manifest:manifest>`;
  const text =
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>Minutes</text:p></office:text></office:body></office:document-content>';
  return zip([
    { name: 'mimetype', content: type },
    { name: 'META-INF/manifest.xml', content: manifest },
    { name: 'content.xml', content: locked ? noise(300) : text },
  ]);
}

/** A PDF under a password that nobody knows (ISO 32000-1, 7.6); `filter` may name a handler for certificates. */
export function lockedPdf(version: number, revision: number, filter = 'Standard'): Buffer {
  const long = revision >= 5 ? 48 : 32;
  const keys = `/O <${'5a'.repeat(long)}> /U <${'a5'.repeat(long)}>`;
  const filters = '/CF << /StdCF << /CFM /AESV2 /AuthEvent /DocOpen /Length 16 >> >> /StmF /StdCF /StrF /StdCF';
  const newer = revision >= 5 ? `/OE <${'11'.repeat(32)}> /UE <${'22'.repeat(32)}> /Perms <${'33'.repeat(16)}>` : '';
  return pdfOf(
    `<< /Filter /${filter} /V ${version} /R ${revision} /Length 128 /P -60 ${keys} ${version >= 4 ? filters : ''} ${newer} >>`,
  );
}

/** One empty page; `security` is the encryption dictionary, null for none. */
export function pdfOf(security: string | null, catalog = ''): Buffer {
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    ...(security === null ? [] : [security]),
  ];
  let file = '%PDF-1.7\n';
  const offsets = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = file.length;
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = security === null ? '' : ` /Encrypt 4 0 R /ID [<${'01'.repeat(16)}> <${'01'.repeat(16)}>]`;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

const rarHeader = (type: number, flags: number, rest: Buffer) => {
  const body = Buffer.alloc(5);
  body.writeUInt8(type, 0);
  body.writeUInt16LE(flags, 1);
  body.writeUInt16LE(7 + rest.length, 3);
  const whole = Buffer.concat([body, rest]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc32(whole) & 0xffff);
  return Buffer.concat([sum, whole]);
};

/** RAR 4: flag 0x80 of the archive locks the headers, flag 4 of a file its content. */
export function rar4(locked: 'names' | 'content' | 'nothing'): Buffer {
  const content = locked === 'content' ? noise(32) : Buffer.from('Minutes of the meeting.\n');
  const name = Buffer.from('minutes.txt');
  const file = Buffer.alloc(25);
  file.writeUInt32LE(content.length, 0);
  file.writeUInt32LE(locked === 'content' ? 24 : content.length, 4);
  file.writeUInt8(2, 8);
  file.writeUInt32LE(crc32(content), 9);
  file.writeUInt32LE(0x58210000, 13);
  file.writeUInt8(29, 17);
  file.writeUInt8(0x30, 18);
  file.writeUInt16LE(name.length, 19);
  file.writeUInt32LE(0x20, 21);
  const fileHeader = rarHeader(0x74, 0x8000 | (locked === 'content' ? 4 : 0), Buffer.concat([file, name]));
  // The size of the packed content counts into the block.
  const main = rarHeader(0x73, locked === 'names' ? 0x80 : 0, Buffer.alloc(6));
  const end = rarHeader(0x7b, 0x4000, Buffer.alloc(0));
  const rest = locked === 'names' ? [noise(120)] : [fileHeader, content, end];
  return Buffer.concat([Buffer.from('526172211a0700', 'hex'), main, ...rest]);
}

const rar5Header = (fields: readonly number[], rest: Buffer = Buffer.alloc(0)) => {
  const body = Buffer.concat([Buffer.from(fields), rest]);
  const sized = Buffer.concat([Buffer.from([body.length]), body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(sized));
  return Buffer.concat([sum, sized]);
};

/** RAR 5: a header of type 4 locks all that follow; a record of type 1 in the header of a file locks its content. */
export function rar5(locked: 'names' | 'content' | 'nothing'): Buffer {
  const start = Buffer.from('526172211a070100', 'hex');
  if (locked === 'names') return Buffer.concat([start, rar5Header([4, 0, 0, 0, 15], noise(16)), noise(160)]);
  const content = locked === 'content' ? noise(32) : Buffer.from('Minutes of the meeting.\n');
  const record = Buffer.concat([Buffer.from([0x30, 1, 0, 0, 15]), noise(32), noise(12)]);
  const extra = locked === 'content' ? record : Buffer.alloc(0);
  const name = Buffer.from('minutes.txt');
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(content));
  const flags = 2 | (extra.length > 0 ? 1 : 0);
  const head = [2, flags, ...(extra.length > 0 ? [extra.length] : []), content.length, 4, content.length, 0x20];
  const file = rar5Header(head, Buffer.concat([sum, Buffer.from([0, 1, name.length]), name, extra]));
  return Buffer.concat([start, rar5Header([1, 0, 0]), file, content, rar5Header([5, 0, 0])]);
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const cmsTypes = {
  enveloped: '2a864886f70d010703',
  signedAndEnveloped: '2a864886f70d010704',
  encrypted: '2a864886f70d010706',
  authEnveloped: '2a864886f70d0109100117',
} as const;

/** The outer shell of CMS content (RFC 5652, RFC 5083). */
export function cms(kind: keyof typeof cmsTypes): Buffer {
  return der(0x30, oid(cmsTypes[kind]), der(0xa0, der(0x30, der(0x02, Buffer.from([0])), der(0x04, noise(90)))));
}

/** The same with lengths left open, as streaming programs write it (X.690 8.1.3.6). */
export function cmsOpenLength(): Buffer {
  const inner = Buffer.concat([
    oid(cmsTypes.enveloped),
    Buffer.from([0xa0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x00]),
    der(0x04, noise(90)),
  ]);
  return Buffer.concat([Buffer.from([0x30, 0x80]), inner, Buffer.alloc(6)]);
}

export function pem(label: string, content: Buffer): Buffer {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return Buffer.from(`-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`);
}

/** OpenPGP packets (RFC 9580): a session key locked for a key or a password, then the locked data. */
export function openPgp(how: 'key' | 'password' | 'old'): Buffer {
  const packet = (tag: number, body: Buffer) =>
    Buffer.concat([Buffer.from([0xc0 | tag, 0xc0 + ((body.length - 192) >> 8), (body.length - 192) & 255]), body]);
  const short = (tag: number, body: Buffer) => Buffer.concat([Buffer.from([0xc0 | tag, body.length]), body]);
  const data = packet(18, Buffer.concat([Buffer.from([1]), noise(300)]));
  if (how === 'password')
    return Buffer.concat([short(3, Buffer.concat([Buffer.from([4, 9, 3, 8]), noise(8), Buffer.from([0x60])])), data]);
  const key = Buffer.concat([Buffer.from([3]), noise(8), Buffer.from([1, 0x08, 0x00]), noise(256)]);
  if (how === 'key') return Buffer.concat([packet(1, key), data]);
  // The old form of a packet's head: two bytes of length.
  return Buffer.concat([Buffer.from([0x85, key.length >> 8, key.length & 255]), key, data]);
}

export const openWord = (): Buffer => docx({ body: ['Minutes', 'All present.'] });
export const openExcel = (): Buffer => xlsx({ rows: [['Site', 'Cost']] });
export const flated = (text: string): Buffer => deflateSync(Buffer.from(text));
