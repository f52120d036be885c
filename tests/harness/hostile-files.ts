// Files made to exhaust whoever unpacks or reads them: small outside, within every stated ratio, large inside.
import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { zip } from '../corpus/make/zip.ts';

const mebibyte = 2 ** 20;

/** Text that shrinks about a hundred times: less than a bomb, more than any letter. */
function wordy(bytes: number, pattern: string, start = ''): Buffer {
  const text = Buffer.concat([Buffer.from(start), Buffer.alloc(bytes, pattern)]);
  let state = 1;
  for (let at = start.length; at + 3 < text.length; at += 700) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    for (let i = 0; i < 3; i++) text[at + i] = 97 + ((state >>> (8 * i)) % 26);
  }
  return text;
}

function packed(name: string, content: Buffer): Buffer {
  const deflated = deflateRawSync(content);
  return zip([{ name, content: deflated, method: 8, claimedSize: content.length, checksum: crc32(content) }]);
}

const line = 'abcdefgh 12345\n';

/** By file name, made when asked for. */
export const hostileFiles: Readonly<Record<string, () => Buffer>> = {
  'text-90-mb.zip': () => packed('a.txt', wordy(90 * mebibyte, line)),
  'text-180-mb.gz': () => gzipSync(wordy(180 * mebibyte, line)),
  'page-60-mb.zip': () => packed('a.html', wordy(60 * mebibyte, '<p>x yy zz</p>', '<html>')),
  'rich-text-100-mb.zip': () => packed('a.rtf', wordy(100 * mebibyte, 'hello world\\par ', '{\\rtf1 ')),
  'zip-in-zip-of-90-mb.zip': () => {
    let content = wordy(90 * mebibyte, line);
    for (let i = 0; i < 5; i++) content = zip([{ name: `${i}.zip`, content }]);
    return packed('a.zip', content);
  },
  'entries-12000.zip': () => zip(Array.from({ length: 12_000 }, (_, i) => ({ name: `${i}.txt`, content: `x${i}` }))),
  'zips-by-two-ten-deep.zip': () => {
    let content = zip([{ name: 'a.txt', content: 'x' }]);
    for (let i = 0; i < 12; i++) {
      content = zip([
        { name: 'a.zip', content },
        { name: 'b.zip', content },
      ]);
    }
    return content;
  },
  'one-page-20000-times.pdf': onePageOften,
  'cells-1000000.zip': () => packed('a.csv', wordy(24 * mebibyte, '1,2,3,4,5,6,7,8\n')),
};

function onePageOften(): Buffer {
  const words = '(lorem ipsum dolor sit amet consectetur adipiscing elit) Tj T* '.repeat(200);
  const text = deflateSync(Buffer.from(`BT /F1 4 Tf 5 TL 10 190 Td ${words}ET`)).toString('latin1');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${'3 0 R '.repeat(20_000)}] /Count 20000 >>`,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} /Filter /FlateDecode >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.7\n${body}trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF\n`, 'latin1');
}
