// As much of PDF as a report needs (ISO 32000-1): lines of text in Helvetica, filled bars, pages. No images, no fonts inside.

export type PdfMark =
  /** `y` from the top; points, as everything here. */
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly bold?: boolean;
      readonly text: string;
    }
  | { readonly kind: 'bar'; readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A4. */
export const pageSize = { width: 595, height: 842 } as const;

export function pdfFile(title: string, language: string, pages: readonly (readonly PdfMark[])[]): Uint8Array {
  const firstPage = 6;
  const kids = pages.map((_, i) => `${firstPage + 2 * i} 0 R`).join(' ');
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /Lang (${escaped(language)}) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    `<< /Title <FEFF${Buffer.from(title, 'utf16le').swap16().toString('hex')}> /Producer (Postern) >>`,
    ...pages.flatMap((marks, i) => pageObjects(marks, firstPage + 2 * i + 1)),
  ];
  return assembled(objects);
}

function pageObjects(marks: readonly PdfMark[], content: number): readonly string[] {
  const drawn = marks.map(drawing).join('\n');
  return [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageSize.width} ${pageSize.height}] ` +
      `/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${content} 0 R >>`,
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
  ];
}

function drawing(mark: PdfMark): string {
  const y = pageSize.height - mark.y;
  if (mark.kind === 'bar')
    return `0.11 0.44 0.72 rg ${mark.x} ${y - mark.height} ${mark.width} ${mark.height} re f 0 g`;
  return `BT /F${mark.bold ? 2 : 1} ${mark.size} Tf ${mark.x} ${y} Td (${escaped(winAnsi(mark.text))}) Tj ET`;
}

function escaped(text: string): string {
  return text.replace(/[\\()]/g, '\\$&');
}

/** What Windows-1252 has beyond Latin-1, as far as English and French use it. */
const beyond: ReadonlyMap<string, number> = new Map([
  ['€', 0x80],
  ['…', 0x85],
  ['Œ', 0x8c],
  ['‘', 0x91],
  ['’', 0x92],
  ['“', 0x93],
  ['”', 0x94],
  ['–', 0x96],
  ['—', 0x97],
  ['œ', 0x9c],
]);

/** One byte a character; what the encoding lacks becomes a question mark, narrow spaces become plain ones. */
function winAnsi(text: string): string {
  return [...text.normalize('NFC')]
    .map((sign) => {
      const code = sign.codePointAt(0) ?? 0;
      if (/\s/.test(sign)) return ' ';
      if ((code >= 0x20 && code < 0x7f) || (code > 0xa0 && code <= 0xff)) return sign;
      const other = beyond.get(sign);
      return other === undefined ? '?' : String.fromCharCode(other);
    })
    .join('');
}

function assembled(objects: readonly string[]): Uint8Array {
  let body = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, 'latin1');
}
