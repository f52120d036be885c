// The smallest PDF (ISO 32000-1) with text at the top, in the middle and at the foot of its pages.

export interface PdfContent {
  /** One list of lines a page. */
  readonly pages: readonly (readonly string[])[];
  readonly header?: string;
  readonly footer?: string;
  readonly info?: Readonly<Record<string, string>>;
  /** Script that runs when the document is opened. */
  readonly javascript?: string;
  /** Program that a launch action starts. */
  readonly launch?: string;
  /** Claims a password that nobody knows (7.6.3). */
  readonly encrypted?: boolean;
  /** File put into the document. */
  readonly embedded?: { readonly name: string; readonly content: Buffer };
}

export function pdf(content: PdfContent): Buffer {
  const objects: string[] = [];
  const add = (text: string) => objects.push(text);
  add('');
  add('');
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  const kids = content.pages.map((lines) => {
    const text = streamOf(Buffer.from(drawn(lines, content), 'latin1').toString('latin1'));
    const stream = add(text);
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${stream} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
  });
  objects[1] = `<< /Type /Pages /Kids [${kids.map((id) => `${id} 0 R`).join(' ')}] /Count ${kids.length} >>`;
  objects[0] = `<< /Type /Catalog /Pages 2 0 R${actions(content)}${attachment(content, add)} >>`;
  const info =
    content.info === undefined
      ? null
      : add(
          `<< ${Object.entries(content.info)
            .map(([key, value]) => `/${key} ${literal(value)}`)
            .join(' ')} >>`,
        );
  const security = content.encrypted
    ? add(`<< /Filter /Standard /V 1 /R 2 /P -60 /O <${'5a'.repeat(32)}> /U <${'a5'.repeat(32)}> >>`)
    : null;
  return assemble(objects, info, security);
}

function assemble(objects: readonly string[], info: number | null, security: number | null): Buffer {
  let file = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((text, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${text}\nendobj\n`;
    return at;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const offset of offsets) file += `${String(offset).padStart(10, '0')} 00000 n \n`;
  const ids =
    security === null
      ? ''
      : ` /Encrypt ${security} 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${info === null ? '' : ` /Info ${info} 0 R`}${ids} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

function drawn(lines: readonly string[], { header, footer }: PdfContent): string {
  const at = (y: number, text: string) => `BT /F1 11 Tf 72 ${y} Td ${literal(text)} Tj ET\n`;
  return [
    header === undefined ? '' : at(810, header),
    ...lines.map((line, i) => at(740 - i * 16, line)),
    footer === undefined ? '' : at(30, footer),
  ].join('');
}

function actions({ javascript, launch }: PdfContent): string {
  if (javascript !== undefined) return ` /OpenAction << /S /JavaScript /JS ${literal(javascript)} >>`;
  if (launch !== undefined) return ` /OpenAction << /S /Launch /F ${literal(launch)} >>`;
  return '';
}

function attachment({ embedded }: PdfContent, add: (text: string) => number): string {
  if (embedded === undefined) return '';
  const bytes = embedded.content.toString('latin1');
  const stream = add(`<< /Type /EmbeddedFile /Length ${bytes.length} >>\nstream\n${bytes}\nendstream`);
  const spec = add(
    `<< /Type /Filespec /F ${literal(embedded.name)} /UF ${literal(embedded.name)} /EF << /F ${stream} 0 R >> >>`,
  );
  return ` /Names << /EmbeddedFiles << /Names [${literal(embedded.name)} ${spec} 0 R] >> >>`;
}

function streamOf(text: string): string {
  return `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
}

function literal(text: string): string {
  return `(${text.replace(/[\\()]/g, '\\$&')})`;
}
