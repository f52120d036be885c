// BinHex 4.0 files in a text (RFC 1741): where they lie. They are opened like any other container, see extract.
import { maximumFiles } from './uuencode.ts';

const heading = '(This file must be converted with BinHex';
const longestHeading = 200;

/** Each file from its heading to its closing colon, at most 100. Linear. */
export function findBinHex(text: Buffer): readonly Buffer[] {
  const files: Buffer[] = [];
  let at = text.indexOf(heading, 0, 'latin1');
  while (at >= 0 && files.length < maximumFiles) {
    const lines = text.toString('latin1', at, at + longestHeading);
    const opening = /^[^\n]*\)\s{0,20}\n\s{0,20}:/.exec(lines)?.[0].length;
    let next = at + heading.length;
    if (opening !== undefined) {
      const close = text.indexOf(':', at + opening, 'latin1');
      next = close < 0 ? text.length : close + 1;
      files.push(text.subarray(at, next));
    }
    at = text.indexOf(heading, next, 'latin1');
  }
  return files;
}
