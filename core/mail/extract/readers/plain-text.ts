// Reads plain text in whatever encoding it turns out to be.
import { Pattern, Subject } from '../../../rulebook/pattern.ts';
import type { Reader } from '../reader.ts';
import { decodeAs } from './byte-view.ts';
import { gather } from './gathering.ts';

export const readPlainText: Reader = (item, budget) => {
  const found = gather(budget);
  // A character takes a byte at least; one more is read to notice that there is more.
  const bytes = item.bytes.subarray(0, budget.limits.textPerPart * 4 + 4);
  // Line breaks of two characters become one; no more than that is cut off below.
  const decoded = decodeText(bytes).slice(0, budget.limits.textPerPart * 2 + 1);
  const text = decoded.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll('\0', '');
  found.add('body', '', text);
  if (holdsDdeFormula(text)) found.fact('dde');
  if (item.type === 'application/postscript' && text.includes('%pipe%')) found.fact('postscript-runs-program');
  if (text.startsWith('ID;P') && sylkMacro.test(new Subject(text))) found.fact('xlm-macros');
  return found.result();
};

/** A field of a table that a spreadsheet program runs as a command when it opens the text (`=cmd|'/c …'!A1`). */
const ddeFormula = new Pattern(
  '(?:^|[,;\\t"])[ ]?[=+@-](?:[A-Za-z0-9_.()+*/^&, @=-]{0,200}[=+@*/&^(,-])?[ ]{0,8}"?[A-Za-z][A-Za-z0-9_.]{1,40}"?\\|[ ]?\'[^\'\\n]{1,1000}\'[ ]?!',
  {
    multiline: true,
  },
);
export function holdsDdeFormula(text: string): boolean {
  return text.includes('|') && ddeFormula.test(new Subject(text));
}

/** SYLK files carry Excel 4 macros: a defined name that runs by itself, or macro functions. */
const sylkMacro = new Pattern('^(?:NN;.*auto_(?:open|close)|C;.*E(?:EXEC|CALL|REGISTER|RUN|HALT|ALERT)\\()', {
  ignoreCase: true,
  multiline: true,
});

/** Byte order mark, then UTF-16 by its zero bytes, then UTF-8 if it is valid, else `fallback` (windows-1252). */
export function decodeText(bytes: Uint8Array, fallback = 'windows-1252'): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes);
  const wide = wideEncoding(bytes);
  if (wide !== null) return decodeAs(wide, bytes);
  return isUtf8(bytes) ? decodeAs('utf-8', bytes) : decodeAs(fallback, bytes);
}

const sampleSize = 4096;

/** Text in a Latin script written as UTF-16 has a zero in every other byte. */
function wideEncoding(bytes: Uint8Array): string | null {
  const end = Math.min(bytes.length, sampleSize) & ~1;
  if (end < 8) return null;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let i = 0; i < end; i += 2) {
    if (bytes[i] === 0) evenZeros++;
    if (bytes[i + 1] === 0) oddZeros++;
  }
  const many = (end / 2) * 0.4;
  if (oddZeros > many && evenZeros < many / 8) return 'utf-16le';
  return evenZeros > many && oddZeros < many / 8 ? 'utf-16be' : null;
}

/** A sequence cut off at the very end is not: short texts in windows-1252 end with é. */
export function isUtf8(bytes: Uint8Array): boolean {
  let i = 0;
  while (i < bytes.length) {
    const byte = bytes[i] ?? 0;
    const follow =
      byte < 0x80
        ? 0
        : byte >= 0xc2 && byte < 0xe0
          ? 1
          : byte >= 0xe0 && byte < 0xf0
            ? 2
            : byte >= 0xf0 && byte < 0xf5
              ? 3
              : -1;
    if (follow < 0) return false;
    for (let n = 1; n <= follow; n++) if (((bytes[i + n] ?? 0) & 0xc0) !== 0x80) return false;
    i += follow + 1;
  }
  return true;
}
