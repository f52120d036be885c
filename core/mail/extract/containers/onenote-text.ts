// Words of a OneNote section ([MS-ONESTORE]): texts are values of properties, each behind its length. They are looked for by
// that form and not through the revisions of the file, so old and deleted words are among them, and names of fonts.

const shortest = 3;
const longest = 2 ** 20;
/** UTF-16 letters, digits, marks and signs; what random numbers look like is mostly none of these. */
const written = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\t\r\n\v\u200b-\u200f\ufffc]+$/u;

/** Each text once, a line each. */
export function oneNoteText(bytes: Buffer): string {
  const texts = new Set<string>();
  for (let at = 0; at + 4 < bytes.length; ) {
    const text = textAt(bytes, at);
    if (text === null) at++;
    else {
      if (text.text.trim() !== '') texts.add(text.text);
      at = text.end;
    }
  }
  return [...texts].join('\n');
}

function textAt(bytes: Buffer, at: number): { readonly text: string; readonly end: number } | null {
  const length = bytes.readUInt32LE(at);
  const end = at + 4 + length;
  if (length < shortest || length > longest || end > bytes.length) return null;
  const wide = length % 2 === 0 && length >= shortest * 2 ? wideText(bytes.subarray(at + 4, end)) : null;
  const text = wide ?? narrowText(bytes.subarray(at + 4, end));
  return text === null ? null : { text, end };
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
