// Page text of a PDF, one page after another.
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { heap, type Pdfium } from './pdfium.ts';
import { respaced } from './respaced.ts';

const maxPages = 2000;
/** UTF-16 code units: more than any book; a page shown again and again is made of the same few bytes. */
const maxText = 6_000_000;
/** Of the time for the whole message, so that one document leaves some for the others. */
const shareOfTime = 1 / 3;
const imageObject = 3;
const formObject = 5;
const maxObjects = 2000;
/** A scan may carry a stamp or a page number as text. */
const hardlyText = 8;

/** Writes the pages as one text with form feeds between; returns numbers of pages that are pictures alone. */
export function readPages(
  library: Pdfium,
  document: number,
  found: Gathering,
  budget: Budget,
  visit: (page: number) => void,
): readonly number[] {
  const body = found.open('body', '');
  const count = library.FPDF_GetPageCount(document);
  if (count > maxPages) found.partial('too-large');
  const pictures: number[] = [];
  const enough = budget.millisecondsLeft - budget.limits.time * shareOfTime;
  for (let number = 0; number < Math.min(count, maxPages); number++) {
    budget.checkTime();
    if (body.length() > maxText || (number > 0 && budget.millisecondsLeft < enough)) {
      found.partial(body.length() > maxText ? 'too-large' : 'too-slow');
      break;
    }
    const page = library.FPDF_LoadPage(document, number);
    if (page === 0) {
      found.partial('corrupt');
      continue;
    }
    const { text, joined } = pageText(library, page, budget);
    if (joined !== null) found.add('body', 'respaced', joined);
    if (number > 0) body.write('\f');
    body.write(text);
    if (text.trim().length <= hardlyText && holdsImage(library, page)) pictures.push(number);
    visit(page);
    library.FPDF_ClosePage(page);
  }
  return pictures;
}

const utf16 = new TextDecoder('utf-16le');

interface PageWords {
  readonly text: string;
  /** Where spacing tore the words apart: the text with them whole. */
  readonly joined: string | null;
}

const noWords: PageWords = { text: '', joined: null };

function pageText(library: Pdfium, page: number, budget: Budget): PageWords {
  const textPage = library.FPDFText_LoadPage(page);
  if (textPage === 0) return noWords;
  try {
    const count = Math.min(library.FPDFText_CountChars(textPage), budget.limits.textPerPart);
    if (count <= 0) return noWords;
    // Characters beyond the basic plane take two units.
    const size = (count * 2 + 1) * 2;
    const buffer = library.pdfium.wasmExports.malloc(size);
    if (buffer === 0) return noWords;
    const written = library.FPDFText_GetText(textPage, 0, count, buffer);
    const text = tidy(utf16.decode(heap(library).slice(buffer, buffer + Math.max(0, written - 1) * 2)));
    library.pdfium.wasmExports.free(buffer);
    return { text, joined: respaced(library, textPage, text) };
  } finally {
    library.FPDFText_ClosePage(textPage);
  }
}

/** PDFium writes \r\n, and U+FFFE or U+0002 where a hyphen broke a word over two lines. */
function tidy(text: string): string {
  return text
    .replace(/[\u0002\ufffe](\r?\n)?/g, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\0', '');
}

function holdsImage(library: Pdfium, page: number): boolean {
  const count = Math.min(library.FPDFPage_CountObjects(page), maxObjects);
  for (let i = 0; i < count; i++) {
    const type = library.FPDFPageObj_GetType(library.FPDFPage_GetObject(page, i));
    if (type === imageObject || type === formObject) return true;
  }
  return false;
}
