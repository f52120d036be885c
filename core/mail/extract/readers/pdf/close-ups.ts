// Small pictures on a page, such as a letterhead's or a stamp's, drawn large enough for OCR.
import type { GreyPicture } from '../grey-picture.ts';
import { areaOf, type Bounds, boundsOf } from './bounds.ts';
import type { Pdfium } from './pdfium.ts';
import { renderRegion } from './render.ts';

const imageObject = 3;
const mostObjects = 500;
const most = 2;
/** Points: smaller ones hold no words, larger ones are legible as the page is. */
const shortest = 30;
const largestShare = 0.08;
/** Pixels a point. */
const scale = 4;

/** The largest first. */
export function closeUps(library: Pdfium, document: number, number: number): readonly GreyPicture[] {
  const page = library.FPDF_LoadPage(document, number);
  if (page === 0) return [];
  try {
    const largest = largestShare * library.FPDF_GetPageWidth(page) * library.FPDF_GetPageHeight(page);
    const pictures: Bounds[] = [];
    const objects = Math.min(library.FPDFPage_CountObjects(page), mostObjects);
    for (let i = 0; i < objects; i++) {
      const object = library.FPDFPage_GetObject(page, i);
      const bounds = library.FPDFPageObj_GetType(object) === imageObject ? boundsOf(library, object) : null;
      if (bounds !== null && isSmall(bounds) && areaOf(bounds) < largest) pictures.push(bounds);
    }
    pictures.sort((a, b) => areaOf(b) - areaOf(a));
    return pictures.slice(0, most).flatMap((bounds) => renderRegion(library, page, bounds, scale) ?? []);
  } finally {
    library.FPDF_ClosePage(page);
  }
}

function isSmall({ left, bottom, right, top }: Bounds): boolean {
  return right - left >= shortest && top - bottom >= shortest;
}
