// Words of a OneNote section ([MS-ONESTORE]): texts are values of properties, each behind its length. They are looked for by
// that form and not through the revisions of the file, so old and deleted words are among them, and names of fonts.
import type { Budget } from '../limits.ts';

const shortest = 3;
const longest = 2 ** 20;
/** Bytes looked through for nothing, after which it is no file of texts. */
const mostVain = 16 * 2 ** 20;
/** UTF-16 letters, digits, marks and signs; what random numbers look like is mostly none of these. */
const written = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\t\r\n\v\u200b-\u200f\ufffc]+$/u;

/** Each text once, a line each. */
export function oneNoteText(bytes: Buffer, budget: Pick<Budget, 'checkTime'>): string {
  const texts = new Set<string>();
  let vain = 0;
  for (let at = 0; at + 4 < bytes.length && vain < mostVain; ) {
    const length = lengthAt(bytes, at);
    const text = length === null ? null : textOf(bytes.subarray(at + 4, at + 4 + length));
    if (length === null) at++;
    else if (text === null) {
      budget.checkTime();
      vain += length;
      at++;
    } else {
      if (text.trim() !== '') texts.add(text);
      at += 4 + length;
    }
  }
  return [...texts].join('\n');
}

/** What stands there, if it may be the length of a text. */
function lengthAt(bytes: Buffer, at: number): number | null {
  const length = bytes.readUInt32LE(at);
  return length < shortest || length > longest || at + 4 + length > bytes.length ? null : length;
}

function textOf(bytes: Buffer): string | null {
  const wide = bytes.length % 2 === 0 && bytes.length >= shortest * 2 ? wideText(bytes) : null;
  return wide ?? narrowText(bytes);
}

/** Latin letters have a zero byte each; texts of other scripts keep to a few high bytes. */
function wideText(bytes: Buffer): string | null {
  const highBytes = new Set<number>();
  for (let i = 1; i < bytes.length && i < 64; i += 2) highBytes.add(bytes[i] ?? 0);
  if (highBytes.size > 4 && !highBytes.has(0)) return null;
  const text = bytes.toString('utf16le').replace(/\0$/, '');
  return text.length >= shortest && written.test(text) && !isNumbers(bytes) ? text : null;
}

/** Two bytes that each are small are rather a pair of numbers than a letter. */
function isNumbers(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 32);
}

function narrowText(bytes: Buffer): string | null {
  if (
    bytes.length < shortest * 2 ||
    bytes.some((byte) => byte > 0x7e || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13))
  )
    return null;
  return bytes.toString('latin1');
}
