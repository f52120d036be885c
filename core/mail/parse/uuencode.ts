// Uuencoded files, in a body or as a transfer encoding (POSIX uuencode; both the historical and the base64 form).
import { decodeBase64 } from './base64.ts';
import { lineEnd, startsWithWord, textEnd } from './lines.ts';

export interface EmbeddedFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** No proper end line. */
  readonly cut: boolean;
}

/** Files read out of one text. */
export const maximumFiles = 100;

/** Appends the bytes of one line; false when it is no data line. */
function decodeLine(bytes: Buffer, start: number, end: number, out: number[]): boolean {
  const count = ((bytes[start] ?? 0) - 32) & 63;
  const needed = Math.ceil(count / 3) * 4;
  if (end - start - 1 > needed + 2 || (bytes[start] ?? 0) < 32 || (bytes[start] ?? 0) > 96) return false;
  for (let i = 0; i < needed; i += 4) {
    // Trailing blanks are often lost on the way: what is missing counts as zero.
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => {
      const at = start + 1 + i + k;
      return at < end ? ((bytes[at] ?? 32) - 32) & 63 : 0;
    }) as [number, number, number, number];
    const three = [(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d];
    const left = count - (i / 4) * 3;
    for (let k = 0; k < Math.min(3, left); k++) out.push(three[k] ?? 0);
  }
  return true;
}

interface Found {
  readonly file: EmbeddedFile;
  readonly end: number;
}

function readLines(bytes: Buffer, start: number, name: string): Found {
  const chunks: Buffer[] = [];
  let at = start;
  while (at < bytes.length) {
    const end = lineEnd(bytes, at, bytes.length);
    const text = textEnd(bytes, at, end);
    if (startsWithWord(bytes, at, 'end') && text - at < 6) {
      return { file: { name, content: Buffer.concat(chunks), cut: false }, end };
    }
    const line: number[] = [];
    if (text > at && (text - at > 200 || !decodeLine(bytes, at, text, line))) break;
    chunks.push(Buffer.from(line));
    at = end;
  }
  return { file: { name, content: Buffer.concat(chunks), cut: true }, end: at };
}

function readBase64(bytes: Buffer, start: number, name: string): Found {
  const close = bytes.indexOf('\n====', start - 1);
  const end = close < 0 ? bytes.length : close + 1;
  return { file: { name, content: decodeBase64(bytes.subarray(start, end)).content, cut: close < 0 }, end };
}

/** All uuencoded files in a text, at most 100. Linear. */
export function findUuencoded(bytes: Buffer): readonly EmbeddedFile[] {
  const files: EmbeddedFile[] = [];
  let at = startsWithWord(bytes, 0, 'begin') ? 0 : bytes.indexOf('\nbegin') + 1;
  while ((at > 0 || startsWithWord(bytes, at, 'begin')) && files.length < maximumFiles) {
    const end = lineEnd(bytes, at, bytes.length);
    const line = bytes.toString('latin1', at, Math.min(textEnd(bytes, at, end), at + 300));
    const match = /^begin(-base64)? [0-7]{3,4} (.+)$/.exec(line);
    let next = end;
    if (match !== null) {
      const name = (match[2] ?? '').trim();
      const found = match[1] === undefined ? readLines(bytes, end, name) : readBase64(bytes, end, name);
      if (found.file.content.length > 0) files.push(found.file);
      next = Math.max(end, found.end);
    }
    const following = bytes.indexOf('\nbegin', next - 1);
    if (following < 0) break;
    at = following + 1;
  }
  return files;
}
