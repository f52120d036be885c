// A letterhead's words are too small on the page as a whole: small pictures are drawn again, larger.
import { expect, it } from 'vitest';
import { closeUps } from '../../../../core/mail/extract/readers/pdf/close-ups.ts';
import { withPdf } from '../../../../core/mail/extract/readers/pdf/pdfium.ts';

/** A page of A4 with a black picture of this many points a side near its upper left corner. */
function pageWith(side: number): Buffer {
  const drawing = `q ${side} 0 0 ${side} 40 700 cm /P Do Q`;
  return Buffer.from(
    [
      '%PDF-1.4',
      '1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj',
      '2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj',
      '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >> endobj',
      `4 0 obj << /Length ${drawing.length} >> stream\n${drawing}\nendstream endobj`,
      '5 0 obj << /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >> stream\n\0\nendstream endobj',
      'trailer << /Root 1 0 R >>',
      '%%EOF',
    ].join('\n'),
    'latin1',
  );
}

const drawn = (side: number) =>
  withPdf(pageWith(side), (opened) => (opened.state === 'open' ? closeUps(opened.library, opened.document, 0) : null));

it('R-201 small pictures of a page are drawn at four pixels a point', async () => {
  const [picture, ...others] = (await drawn(60)) ?? [];
  expect(others).toEqual([]);
  expect([picture?.width, picture?.height]).toEqual([240, 240]);
  // All of it is the picture, nothing the paper around it.
  expect(picture?.pixels.every((pixel) => pixel < 50)).toBe(true);
});

it('tiny ones hold no words, and large ones are legible as they are', async () => {
  expect(await drawn(20)).toEqual([]);
  expect(await drawn(300)).toEqual([]);
});
