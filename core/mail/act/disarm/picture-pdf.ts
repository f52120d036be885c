// A PDF made of pictures of the pages of another (ISO 32000-1): it shows the same and does nothing.
import { deflateSync } from 'node:zlib';
import type { Budget } from '../../extract/limits.ts';
import { type Pdfium, withPdf } from '../../extract/readers/pdf/pdfium.ts';
import { renderLoadedPage } from '../../extract/readers/pdf/render.ts';

const mostPages = 60;
const mostBytes = 16 * 2 ** 20;
/** FLAT_NORMALDISPLAY: notes and what is filled in become part of the page. */
const asShown = 0;

/** Null when the file cannot be opened, has too many pages, or one of them cannot be drawn. Throws LimitReached. */
export function picturePdf(bytes: Uint8Array, budget: Budget): Promise<Buffer | null> {
  return withPdf(bytes, (opened) => {
    if (opened.state !== 'open') return null;
    const { library, document } = opened;
    const count = library.FPDF_GetPageCount(document);
    if (count === 0 || count > mostPages) return null;
    const pages: Picture[] = [];
    let total = 0;
    for (let number = 0; number < count; number++) {
      budget.checkTime();
      const page = pictureOf(library, document, number);
      total += page?.data.length ?? 0;
      if (page === null || total > mostBytes) return null;
      pages.push(page);
    }
    return pdfOf(pages);
  });
}

interface Picture {
  /** In points. */
  readonly pageWidth: number;
  readonly pageHeight: number;
  readonly width: number;
  readonly height: number;
  /** Shades of grey, deflated. */
  readonly data: Buffer;
}

function pictureOf(library: Pdfium, document: number, number: number): Picture | null {
  const flat = library.FPDF_LoadPage(document, number);
  if (flat === 0) return null;
  library.FPDFPage_Flatten(flat, asShown);
  library.FPDF_ClosePage(flat);
  const page = library.FPDF_LoadPage(document, number);
  if (page === 0) return null;
  try {
    const picture = renderLoadedPage(library, page);
    if (picture === null) return null;
    const { width, height, pixels } = picture;
    return {
      pageWidth: Math.round(library.FPDF_GetPageWidth(page)),
      pageHeight: Math.round(library.FPDF_GetPageHeight(page)),
      width,
      height,
      data: deflateSync(pixels),
    };
  } finally {
    library.FPDF_ClosePage(page);
  }
}

/** Objects 1 and 2 are the catalogue and the list of pages; each page has three behind them. */
function pdfOf(pages: readonly Picture[]): Buffer {
  const first = (index: number): number => 3 + index * 3;
  const kids = pages.map((_, index) => `${first(index)} 0 R`).join(' ');
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`),
    ...pages.flatMap((page, index) => pageObjects(page, first(index))),
  ];
  const pieces: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let at = pieces[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    offsets.push(at);
    at += whole.length;
    pieces.push(whole);
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  pieces.push(
    Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\n`),
    Buffer.from(`startxref\n${at}\n%%EOF\n`),
  );
  return Buffer.concat(pieces);
}

function pageObjects({ pageWidth, pageHeight, width, height, data }: Picture, number: number): readonly Buffer[] {
  const drawing = Buffer.from(`${pageWidth} 0 0 ${pageHeight} 0 0 cm /Page Do`);
  const image =
    `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray ` +
    `/BitsPerComponent 8 /Filter /FlateDecode /Length ${data.length} >>`;
  return [
    Buffer.from(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageWidth} ${pageHeight}] /Contents ${number + 1} 0 R ` +
        `/Resources << /XObject << /Page ${number + 2} 0 R >> >> >>`,
    ),
    streamOf(`<< /Length ${drawing.length} >>`, drawing),
    streamOf(image, data),
  ];
}

function streamOf(dictionary: string, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${dictionary}\nstream\n`), data, Buffer.from('\nendstream')]);
}
