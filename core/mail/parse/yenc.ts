// yEnc files in a body or as a transfer encoding (yEnc 1.3).
import { lineEnd, textEnd } from './lines.ts';
import { type EmbeddedFile, maximumFiles } from './uuencode.ts';

function decodeData(bytes: Buffer, start: number, end: number): Buffer {
  const out = Buffer.alloc(end - start);
  let length = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 10 || byte === 13) continue;
    if (byte === 61 && i + 1 < end) out[length++] = ((bytes[++i] ?? 0) - 64 - 42) & 255;
    else out[length++] = (byte - 42) & 255;
  }
  return out.subarray(0, length);
}

/** All yEnc blocks of a text, at most 100; parts of a multi-part file stay separate. Linear. */
export function findYenc(bytes: Buffer): readonly EmbeddedFile[] {
  const files: EmbeddedFile[] = [];
  let at = bytes.indexOf('=ybegin ');
  while (at >= 0 && files.length < maximumFiles) {
    const header = lineEnd(bytes, at, bytes.length);
    const line = bytes.toString('latin1', at, Math.min(textEnd(bytes, at, header), at + 600));
    const name = / name=(.+)$/.exec(line)?.[1]?.trim();
    const atLineStart = at === 0 || bytes[at - 1] === 10;
    if (name === undefined || !atLineStart || !/ size=\d/.test(line)) {
      at = bytes.indexOf('=ybegin ', header);
      continue;
    }
    const data =
      bytes.toString('latin1', header, header + 7) === '=ypart ' ? lineEnd(bytes, header, bytes.length) : header;
    const close = bytes.indexOf('\n=yend', data - 1);
    const end = close < 0 ? bytes.length : close;
    files.push({ name, content: decodeData(bytes, data, end), cut: close < 0 });
    at = bytes.indexOf('=ybegin ', Math.max(end, header));
  }
  return files;
}
