// The document as PDFium writes it out anew: without encryption, and with every object in the open, so that its bytes can be
// looked through (ISO 32000-1, 7.5.7 and 7.6).
import type { Budget } from '../../limits.ts';
import { heap, type Pdfium } from './pdfium.ts';

/** FPDF_REMOVE_SECURITY. */
const withoutSecurity = 3;

/** Null when it could not be written. */
export function plainCopy(library: Pdfium, document: number, budget: Budget): Uint8Array | null {
  const writer = library.PDFiumExt_OpenFileWriter();
  if (writer === 0) return null;
  try {
    if (!library.FPDF_SaveAsCopy(document, writer, withoutSecurity)) return null;
    const size = library.PDFiumExt_GetFileWriterSize(writer);
    budget.spendBytes(size);
    const buffer = library.pdfium.wasmExports.malloc(Math.max(1, size));
    if (buffer === 0) return null;
    library.PDFiumExt_GetFileWriterData(writer, buffer, size);
    const copy = heap(library).slice(buffer, buffer + size);
    library.pdfium.wasmExports.free(buffer);
    return copy;
  } finally {
    library.PDFiumExt_CloseFileWriter(writer);
  }
}
