// Codes drawn or pictured on the first pages of a PDF, where somebody with a telephone would find them.
import type { Budget } from '../../limits.ts';
import { codesInPicture } from '../code-picture.ts';
import type { Gathering } from '../gathering.ts';
import type { Pdfium } from './pdfium.ts';
import { renderPage } from './render.ts';

const mostPages = 2;
const mostObjects = 2000;
const pathObject = 2;
const imageObject = 3;
const formObject = 5;
/** The smallest code that is drawn square by square has about as many dark squares. */
const leastSquares = 100;

export async function readCodes(library: Pdfium, document: number, found: Gathering, budget: Budget): Promise<void> {
  const count = Math.min(library.FPDF_GetPageCount(document), mostPages);
  for (let number = 0; number < count; number++) {
    const picture = mayHoldCode(library, document, number) ? renderPage(library, document, number) : null;
    if (picture === null) continue;
    for (const text of await codesInPicture(picture, budget)) found.add('ocr', `page:${number + 1}:code`, text, 'code');
  }
}

function mayHoldCode(library: Pdfium, document: number, number: number): boolean {
  const page = library.FPDF_LoadPage(document, number);
  if (page === 0) return false;
  const count = Math.min(library.FPDFPage_CountObjects(page), mostObjects);
  let paths = 0;
  let pictures = 0;
  for (let i = 0; i < count; i++) {
    const type = library.FPDFPageObj_GetType(library.FPDFPage_GetObject(page, i));
    if (type === pathObject) paths++;
    else if (type === imageObject || type === formObject) pictures++;
  }
  library.FPDF_ClosePage(page);
  return pictures > 0 || paths >= leastSquares;
}
