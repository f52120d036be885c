// The report as a PDF: each table with a bar beside each row.
import { shortened } from './bar-chart.ts';
import { type PdfMark, pageSize, pdfFile } from './pdf-file.ts';
import { barsOf } from './report-page.ts';
import type { ReportInWords, ReportSection } from './report-sections.ts';

const margin = 50;
const line = 15;
const bottom = pageSize.height - margin;
/** Points that a column of figures takes, and a bar of the longest row. */
const column = 52;
const longestBar = 110;
/** Letters of a line of running text and of a row's name. */
const lettersOfLine = 95;
const lettersOfName = { alone: 52, among: 20 } as const;

export function reportPdf(report: ReportInWords): Uint8Array {
  const pages: PdfMark[][] = [[]];
  let y = margin;
  const write = (marks: (at: number) => readonly PdfMark[], height = line) => {
    if (y + height > bottom) {
      pages.push([]);
      y = margin;
    }
    y += height;
    pages.at(-1)?.push(...marks(y));
  };
  const paragraph = (text: string, size: number, bold = false) => {
    for (const part of wrapped(text))
      write((at) => [{ kind: 'text', x: margin, y: at, size, bold, text: part }], size * 1.5);
  };
  paragraph(report.title, 16, true);
  for (const text of report.lead) paragraph(text, 10);
  for (const section of report.sections) {
    // A heading is not left alone at the foot of a page.
    if (y + 6 * line > bottom) y = bottom;
    write(() => [], line);
    paragraph(section.title, 13, true);
    paragraph(section.about, 10);
    if (section.rows.length === 0) paragraph(section.none, 10);
    else for (const marks of rowsOf(section)) write(marks);
  }
  return pdfFile(report.title, report.language, pages);
}

function rowsOf(section: ReportSection): readonly ((y: number) => readonly PdfMark[])[] {
  const { head, rows } = section;
  const alone = head.length === 2;
  const first = margin + (alone ? 250 : 110);
  const bars = barsOf(section);
  const longest = Math.max(1, ...bars.map(({ count }) => count ?? 0));
  const cells = (name: string, texts: readonly string[], bold: boolean) => (y: number) =>
    [shortened(name, alone ? lettersOfName.alone : lettersOfName.among), ...texts].map((text, i): PdfMark => {
      const x = i === 0 ? margin : first + (i - 1) * column;
      return { kind: 'text', x, y, size: 9, bold, text };
    });
  const [nameHead = '', ...heads] = head;
  return [
    cells(nameHead, heads, true),
    ...rows.map(({ name, figures }, i) => (y: number) => {
      const width = Math.round(((bars[i]?.count ?? 0) / longest) * longestBar);
      const x = first + figures.length * column;
      const texts = figures.map(({ text }) => text);
      const bar = { kind: 'bar', x, y: y - 8, width, height: 8 } as const;
      return [...cells(name, texts, false)(y), ...(width === 0 ? [] : [bar])];
    }),
  ];
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + word.length >= lettersOfLine) {
      lines.push(current);
      current = '';
    }
    current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
