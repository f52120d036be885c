// One page of an attachment as a picture that holds nothing else. Made in an examining process, never in the
// gateway's own.
import { extract } from '../../mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../mail/extract/limits.ts';
import { withPdf } from '../../mail/extract/readers/pdf/pdfium.ts';
import { renderPage } from '../../mail/extract/readers/pdf/render.ts';
import { pngOf, pngOfFile } from '../../mail/extract/readers/shrunk-picture.ts';
import * as types from '../../mail/extract/type/media-types.ts';
import { parse } from '../../mail/parse/parse.ts';

export interface PageAsked {
  /** Path as the view names it. */
  readonly part: string;
  /** From 1; a picture is one page. */
  readonly page: number;
}

const mostPages = 1_000;
/** Pixels on the long side; pages are drawn at 1,500. */
const longSide = 2_000;

/** PNG; null for what is neither a page of a PDF nor a picture, or cannot be drawn. `now` is a monotonic clock. */
export async function pagePicture(
  raw: Uint8Array,
  { part, page }: PageAsked,
  now: () => number,
): Promise<Uint8Array | null> {
  let bytes: Uint8Array | null = null;
  const inspect = async (path: string, found: Uint8Array) => {
    if (path === part) bytes = found;
  };
  const readings = await extract(await parse(raw), new Budget(defaultLimits, now), { ocr: false, inspect });
  const type = readings.find((reading) => reading.part.path === part)?.part.type ?? '';
  if (bytes === null || page < 1 || page > mostPages) return null;
  if (type === types.pdf) return pdfPage(bytes, page - 1);
  return type.startsWith('image/') && type !== types.svg && page === 1 ? pngOfFile(bytes, longSide) : null;
}

function pdfPage(bytes: Uint8Array, number: number): Promise<Uint8Array | null> {
  return withPdf(bytes, async (opened) => {
    if (opened.state !== 'open') return null;
    const { library, document } = opened;
    const picture = number < library.FPDF_GetPageCount(document) ? renderPage(library, document, number) : null;
    return picture === null ? null : pngOf(picture);
  });
}
