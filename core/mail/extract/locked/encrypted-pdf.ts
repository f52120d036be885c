// Takes the lock off a PDF whose password is known (ISO 32000-2 section 7.6).
import { heap, type Pdfium, withPdf } from '../readers/pdf/pdfium.ts';

/** FPDF_REMOVE_SECURITY of FPDF_SaveAsCopy. */
const withoutLock = 3;
const largest = 128 * 2 ** 20;

/** The same document without encryption; null when the password does not fit. */
export function decryptedPdf(bytes: Uint8Array, password: string): Promise<Uint8Array | null> {
  return withPdf(bytes, (pdf) => (pdf.state === 'open' ? savedWithoutLock(pdf.library, pdf.document) : null), password);
}

function savedWithoutLock(library: Pdfium, document: number): Uint8Array | null {
  const writer = library.PDFiumExt_OpenFileWriter();
  if (writer === 0) return null;
  try {
    if (!library.FPDF_SaveAsCopy(document, writer, withoutLock)) return null;
    const size = library.PDFiumExt_GetFileWriterSize(writer);
    if (size <= 0 || size > largest) return null;
    const { malloc, free } = library.pdfium.wasmExports;
    const memory = malloc(size);
    if (memory === 0) return null;
    library.PDFiumExt_GetFileWriterData(writer, memory, size);
    const saved = heap(library).slice(memory, memory + size);
    free(memory);
    return saved;
  } finally {
    library.PDFiumExt_CloseFileWriter(writer);
  }
}
