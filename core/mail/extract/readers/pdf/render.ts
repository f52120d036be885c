// Renders a PDF page to shades of grey, for OCR.
import type { GreyPicture } from '../grey-picture.ts';
import type { Bounds } from './bounds.ts';
import { heap, type Pdfium } from './pdfium.ts';

/** 1,500 pixels on the long side keep A4 legible and OCR quick. */
const longSide = 1500;
/** FPDFBitmap_Gray: a byte a pixel. */
const grey = 1;

/** Null when the page cannot be rendered. */
export function renderPage(library: Pdfium, document: number, number: number): GreyPicture | null {
  const page = library.FPDF_LoadPage(document, number);
  if (page === 0) return null;
  try {
    return renderLoadedPage(library, page);
  } finally {
    library.FPDF_ClosePage(page);
  }
}

/** As the page stands in memory. Null when there is no room for the picture. */
export function renderLoadedPage(library: Pdfium, page: number): GreyPicture | null {
  const pageWidth = library.FPDF_GetPageWidth(page);
  const pageHeight = library.FPDF_GetPageHeight(page);
  const scale = longSide / Math.max(pageWidth, pageHeight, 1);
  return renderRegion(library, page, { left: 0, bottom: 0, right: pageWidth, top: pageHeight }, scale);
}

/** A part of the page, at `scale` pixels a point. */
export function renderRegion(
  library: Pdfium,
  page: number,
  { left, bottom, right, top }: Bounds,
  scale: number,
): GreyPicture | null {
  const pixels = (points: number) => Math.round(points * scale);
  const [width, height] = [Math.max(1, pixels(right - left)), Math.max(1, pixels(top - bottom))];
  const [wholeWidth, wholeHeight] = [library.FPDF_GetPageWidth(page), library.FPDF_GetPageHeight(page)];
  const bitmap = library.FPDFBitmap_CreateEx(width, height, grey, 0, 0);
  if (bitmap === 0) return null;
  library.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
  const [x, y] = [pixels(-left), pixels(top - wholeHeight)];
  library.FPDF_RenderPageBitmap(bitmap, page, x, y, pixels(wholeWidth), pixels(wholeHeight), 0, 0);
  const rows = rowsOf(library, bitmap, width, height);
  library.FPDFBitmap_Destroy(bitmap);
  return { width, height, pixels: rows };
}

/** Rows in the bitmap are padded to its stride. */
function rowsOf(library: Pdfium, bitmap: number, width: number, height: number): Uint8Array {
  const start = library.FPDFBitmap_GetBuffer(bitmap);
  const stride = library.FPDFBitmap_GetStride(bitmap);
  const memory = heap(library);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    pixels.set(memory.subarray(start + y * stride, start + y * stride + width), y * width);
  }
  return pixels;
}
