// Files that are small and stand for much, one for each way in which a format lets a few bytes say "many", and texts that are
// awkward for patterns. By file name; each is made anew when asked for, and quickly.
import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type ZipEntry, zip } from '../corpus/make/zip.ts';
import { docx, rels } from '../unit/extract/readers/build.ts';
import type { Fate } from './hostile-mails.ts';
import { zipQuine } from './zip-quine.ts';

export interface HostileFile {
  readonly fate: Fate;
  readonly make: () => Uint8Array;
}

const mebibyte = 2 ** 20;

function deflated(name: string, content: Buffer): ZipEntry {
  const bytes = deflateRawSync(content);
  return { name, content: bytes, method: 8, claimedSize: content.length, checksum: crc32(content) };
}

/** Each level holds the one below ten times. */
function tenfold(levels: number): Buffer {
  let content = zip([deflated('zeros', Buffer.alloc(8 * mebibyte))]);
  for (; levels > 0; levels--) {
    const inner = content;
    content = zip(Array.from({ length: 10 }, (_, index) => deflated(`${index}.zip`, inner)));
  }
  return content;
}

/** Entries that all name the same compressed bytes, which no two of them may (overlapping, as in David Fifield's bombs). */
function overlapping(count: number): Buffer {
  const one = zip([deflated('a.txt', Buffer.alloc(4 * mebibyte))]);
  const end = one.length - 22;
  const directoryAt = one.readUInt32LE(end + 16);
  const entry = one.subarray(directoryAt, end);
  const last = Buffer.from(one.subarray(end));
  last.writeUInt16LE(count, 8);
  last.writeUInt16LE(count, 10);
  last.writeUInt32LE(entry.length * count, 12);
  return Buffer.concat([one.subarray(0, directoryAt), ...Array.from({ length: count }, () => entry), last]);
}

const spreadsheet = {
  '[Content_Types].xml': '<Types/>',
  '_rels/.rels': rels({ officeDocument: 'xl/workbook.xml' }),
  'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': rels({ worksheet: 'worksheets/sheet1.xml', sharedStrings: 'sharedStrings.xml' }),
};

/** One string of 100 KB in 20,000 cells: 2 GB of text. */
function sharedString(): Buffer {
  const cells = Array.from({ length: 20_000 }, (_, i) => `<row r="${i + 1}"><c t="s"><v>0</v></c></row>`).join('');
  const files = {
    ...spreadsheet,
    'xl/sharedStrings.xml': `<sst><si><t>${'words '.repeat(17_000)}</t></si></sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${cells}</sheetData></worksheet>`,
  };
  return zip(Object.entries(files).map(([name, content]) => deflated(name, Buffer.from(content))));
}

/** A row and a cell that say how often they are repeated: 10^11 cells. */
function repeatedCells(): Buffer {
  const cell = '<table:table-cell table:number-columns-repeated="1000000"><text:p>words</text:p></table:table-cell>';
  const table = `<table:table table:name="One"><table:table-row table:number-rows-repeated="100000">${cell}</table:table-row></table:table>`;
  const content = `<office:document-content><office:body><office:spreadsheet>${table}</office:spreadsheet></office:body></office:document-content>`;
  return zip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' },
    { name: 'content.xml', content },
  ]);
}

/** Entities of entities: "billion laughs". */
function entities(): string {
  const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`);
  return `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "laugh">${levels.join('')}]>`;
}

/** A stream compressed twice: 800 bytes of file, 16 MB when it is drawn. */
function twiceCompressed(): Buffer {
  const stream = deflateSync(deflateSync(Buffer.alloc(16 * mebibyte, '(x) Tj '))).toString('latin1');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>',
    `<< /Length ${stream.length} /Filter [/FlateDecode /FlateDecode] >>\nstream\n${stream}\nendstream`,
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.7\n${body}trailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n`, 'latin1');
}

/** 30,000 by 30,000 points of one bit (PNG, ISO/IEC 15948 section 11.2). */
function hugePicture(): Buffer {
  const side = 30_000;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}

/** Half a megabyte of the same thing over and over. */
function over(piece: string): HostileFile {
  return { fate: 'read', make: () => Buffer.from(piece.repeat(Math.ceil(mebibyte / 2 / piece.length))) };
}

export const hostileBombs: Readonly<Record<string, HostileFile>> = {
  'flat.zip': { fate: 'held', make: () => zip([deflated('zeros', Buffer.alloc(200 * mebibyte))]) },
  'flat.gz': { fate: 'held', make: () => gzipSync(Buffer.alloc(200 * mebibyte)) },
  'tenfold-three-deep.zip': { fate: 'held', make: () => tenfold(3) },
  'itself.zip': { fate: 'held', make: zipQuine },
  'overlapping.zip': { fate: 'held', make: () => overlapping(5_000) },
  'one-string-in-many-cells.xlsx': { fate: 'held', make: sharedString },
  'repeated-cells.ods': { fate: 'read', make: repeatedCells },
  'entities.docx': {
    fate: 'read',
    make: () =>
      docx('', {
        'word/document.xml': `${entities()}<w:document><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>`,
      }),
  },
  'entities.svg': { fate: 'read', make: () => Buffer.from(`${entities()}<svg><text>&e9;</text></svg>`) },
  'nested-tags.docx': { fate: 'read', make: () => docx('<w:p><w:r><w:t>'.repeat(300_000)) },
  'nested-groups.rtf': { fate: 'read', make: () => Buffer.from(`{\\rtf1 ${'{\\b '.repeat(300_000)}`) },
  'compressed-twice.pdf': { fate: 'read', make: twiceCompressed },
  'huge.png': { fate: 'read', make: hugePicture },
  'letters.txt': over('a'),
  'addresses.txt': over('a@a.'),
  'brackets.txt': over('(['),
  'digits.txt': over('4111 1111 1111 111 '),
  'links.txt': over('http://a/@'),
  'labels.txt': over('password: '),
  'quotes.txt': over('“a '),
  'keys.txt': over('-----BEGIN PRIVATE KEY-----'),
  'levels.txt': over('SECRET//'),
  'blanks.txt': over(' \t'),
  'zeros.txt': { ...over('\0'), fate: 'held' },
  'joiners.txt': over('\u200d\u0301e'),
};
