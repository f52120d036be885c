// Renders a PDF page to pixels, for OCR.
import { heap, type Pdfium } from './pdfium.ts';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel: blue, green, red, unused. */
  readonly bgrx: Uint8Array;
}

/** 1,500 pixels on the long side keep A4 legible and OCR quick. */
const longSide = 1500;
const bgrx = 3;

/** Null when the page cannot be rendered. */
export function renderPage(library: Pdfium, document: number, number: number): Pixels | null {
  const page = library.FPDF_LoadPage(document, number);
  if (page === 0) return null;
  try {
    const pageWidth = library.FPDF_GetPageWidth(page);
    const pageHeight = library.FPDF_GetPageHeight(page);
    const scale = longSide / Math.max(pageWidth, pageHeight, 1);
    const width = Math.max(1, Math.round(pageWidth * scale));
    const height = Math.max(1, Math.round(pageHeight * scale));
    const bitmap = library.FPDFBitmap_CreateEx(width, height, bgrx, 0, 0);
    if (bitmap === 0) return null;
    library.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    library.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0);
    const start = library.FPDFBitmap_GetBuffer(bitmap);
    const pixels = heap(library).slice(start, start + width * height * 4);
    library.FPDFBitmap_Destroy(bitmap);
    return { width, height, bgrx: pixels };
  } finally {
    library.FPDF_ClosePage(page);
  }
}
