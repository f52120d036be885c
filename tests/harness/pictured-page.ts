// The top of a page of text as a picture, as a scanner would make it: drawn by the library that reads PDF, without fonts.
import sharp from 'sharp';
import { withPdf } from '../../core/mail/extract/readers/pdf/pdfium.ts';
import { renderPage } from '../../core/mail/extract/readers/pdf/render.ts';
import { pdf } from '../corpus/make/pdf.ts';

/** PNG of a page with these lines, at most eight. */
export function picturedPage(...lines: readonly string[]): Promise<Buffer> {
  return withPdf(pdf({ pages: [lines] }), async (opened) => {
    const page = opened.state === 'open' ? renderPage(opened.library, opened.document, 0) : null;
    if (page === null) throw new Error('the page cannot be drawn');
    const { width, height, pixels } = page;
    return sharp(pixels, { raw: { width, height, channels: 1 } })
      .extract({ left: 0, top: 0, width, height: Math.round(height / 3) })
      .png({ compressionLevel: 0 })
      .toBuffer();
  });
}
