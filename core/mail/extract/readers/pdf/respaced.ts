// A second reading of pages whose letters stand so wide apart that PDFium takes the gaps for spaces: what remains when
// only the spaces count that the page itself holds.
import type { Pdfium } from './pdfium.ts';

const mostCharacters = 50_000;
const leastWords = 8;
/** Letters a word, at most, in a line that has come apart. */
const shortWords = 2.2;
const space = 0x20;

/** Null when no line of the page's text looks torn, or the page has no spaces of its own. */
export function respaced(library: Pdfium, textPage: number, text: string): string | null {
  if (!text.split('\n').some(isTorn)) return null;
  const count = Math.min(library.FPDFText_CountChars(textPage), mostCharacters);
  const kept: string[] = [];
  let own = 0;
  for (let i = 0; i < count; i++) {
    const code = library.FPDFText_GetUnicode(textPage, i);
    const generated = library.FPDFText_IsGenerated(textPage, i) === 1;
    if (code === space && generated) continue;
    if (code === space) own++;
    if (code > 0 && code <= 0x10ffff) kept.push(String.fromCodePoint(code));
  }
  return own === 0 ? null : kept.join('').replaceAll('\r\n', '\n');
}

function isTorn(line: string): boolean {
  const words = line.split(' ').filter((word) => word !== '');
  const letters = line.length - words.length + 1;
  return words.length >= leastWords && letters <= words.length * shortWords;
}
