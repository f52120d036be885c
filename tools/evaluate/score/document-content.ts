// Whether a PDF or a zipped document could show a string at all, seen without the readers that are being measured: by the
// bytes of its streams or entries.
import { inflateSync } from 'node:zlib';
import { Budget, defaultLimits } from '../../../core/mail/extract/limits.ts';
import { openZip } from '../../../core/mail/extract/zip/zip-directory.ts';
import { lettersOf } from './recorded-strings.ts';

/** Shorter runs of letters are found anywhere. */
const shortestWord = 4;
const picture = /\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svgm?|bin|ole|pdf)$|ObjectReplacements/i;

/**
 * True as soon as some word of it is there, and wherever words cannot be looked for so: in pictures, in fonts with codes of
 * their own, in files of other formats.
 */
export function mayShow(file: Buffer, string: string): boolean {
  const content = contentOf(file);
  if (content === null) return true;
  const words = (string.match(/[\p{L}\p{N}]+/gu) ?? []).filter(({ length }) => length >= shortestWord);
  return words.length === 0 || words.some((word) => content.includes(lettersOf(word)));
}

/** Letters and digits of all that is written in the file; null where more may be drawn. */
function contentOf(file: Buffer): string | null {
  if (file.subarray(0, 1024).includes('%PDF-')) {
    const content = [file, ...streamsOf(file)].map((bytes) => bytes.toString('latin1')).join('\n');
    return /\/Subtype\s*\/Image|\/Identity-[HV]|\bBI\s/.test(content) ? null : lettersOf(content);
  }
  if (!file.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) return null;
  const { entries } = openZip(file, new Budget(defaultLimits, () => 0));
  if (entries.some(({ name }) => picture.test(name) && !name.startsWith('Thumbnails/'))) return null;
  const texts = entries
    .filter(({ directory }) => !directory)
    .map((entry) => Buffer.from(entry.bytes()).toString('utf8'));
  return lettersOf(texts.join('\n').replace(/<[^<>]*>/g, ''));
}

function streamsOf(pdf: Buffer): readonly Buffer[] {
  const streams: Buffer[] = [];
  for (let at = pdf.indexOf('stream'); at >= 0; at = pdf.indexOf('stream', at + 6)) {
    const start = pdf.indexOf('\n', at) + 1;
    const end = pdf.indexOf('endstream', start);
    if (end < 0) break;
    try {
      streams.push(inflateSync(pdf.subarray(start, end), { finishFlush: 2 }));
    } catch {
      // Packed in another way, or not at all: then the bytes of the file say it.
    }
    at = end;
  }
  return streams;
}
